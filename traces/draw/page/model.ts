// What the page shows, as Go's draw.Detail writes it.

export interface Change { path: string; text: string }
export interface Tree { name?: string; text: string; tree?: Tree[] }
export interface Field extends Tree { name: string; was?: string; new?: boolean }
export interface Part { name: string; down?: boolean; fields: Field[] }
export interface Flight { text: string; new?: boolean }

export interface Detail {
	title: string;
	note?: string;
	changes?: Change[];
	sent?: string[];
	recorded?: string[];
	log?: string[];
	gone?: string[];
	came?: string[];
	parts: Part[];
	flights?: Flight[];
}

// Lane is a lane of the run; hidden ones are not in the picture.
export interface Lane { name: string; hidden: boolean }

// Broken is a property that a state or its step breaks, or a goal that it reaches.
export interface Broken { property: string; text: string; goal: boolean }

// Run is a run and what it breaks.
export interface Run {
	lanes: Lane[];
	properties: string[]; // that the search checked
	property: string; // that the verdict is about
	verdict: string;
	why: string[];
	goal: boolean;
	failing: number; // the step that the verdict is about
	details: Detail[];
}

// Saved is a run as Go writes it: parts and fields that do not change from step to step are
// kept once.
export interface Saved extends Omit<Run, "details"> {
	parts: (Omit<Part, "fields"> & { fields: number[] })[];
	fields: Field[];
	details: (Omit<Detail, "parts"> & { parts: number[] })[];
}

export function unpack(saved: Saved): Run {
	const parts = saved.parts.map((p) => ({ ...p, fields: p.fields.map((i) => saved.fields[i]) }));
	return { ...saved, details: saved.details.map((d) => ({ ...d, parts: d.parts.map((i) => parts[i]) })) };
}

// Judged is what is known of the properties along a run: what each state breaks. Of the
// states between from and to it is all.
export interface Judged { properties: string[]; broken: Broken[][]; from: number; to: number }

// judgedBy is what a run says of itself: it ends at what it breaks first, so nothing is
// broken before.
export function judgedBy(run: Run): Judged {
	const broken: Broken[][] = run.details.map(() => []);
	if (run.verdict !== "") broken[run.failing].push({ property: run.property, text: "", goal: run.goal });
	return { properties: run.properties, broken, from: 0, to: run.verdict === "" ? run.failing : run.failing - 1 };
}

// Standing is how a property stands after a step.
export interface Standing { property: string; text: string; tone: "bad" | "good" | "" }

// standings are how the properties stand after a step: broken or reached there, or before,
// or not so far, as far as it is known.
export function standings(j: Judged, step: number): Standing[] {
	const at = (i: number) => (i === step ? "here" : `in step ${i}`);
	const list: Standing[] = [], told = new Set<string>();
	for (let i = step; i >= 0; i--) {
		for (const b of j.broken[i]) {
			if (told.has(b.property)) continue;
			told.add(b.property);
			list.push({ property: b.property, text: (b.goal ? "reached " : "violated ") + at(i), tone: b.goal ? "good" : "bad" });
		}
	}
	const known = j.from <= step && step <= j.to;
	for (const property of j.properties) {
		if (!told.has(property)) list.push({ property, text: known ? "not violated so far" : "not known here", tone: "" });
	}
	return list;
}

export function changed(f: Field): boolean { return f.new === true || f.was !== undefined; }

// mentions tells whether a step says something: in its title, or in what it
// changed, sent, recorded or logged.
export function mentions(d: Detail, words: string): boolean {
	const lines = [d.title, d.note ?? "", ...(d.sent ?? []), ...(d.recorded ?? []), ...(d.log ?? []), ...(d.gone ?? []), ...(d.came ?? [])];
	for (const c of d.changes ?? []) lines.push(c.path + " " + c.text);
	const wanted = words.toLowerCase();
	return lines.some((line) => line.toLowerCase().includes(wanted));
}
