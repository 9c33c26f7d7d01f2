// What the page shows, as Go's draw.Detail writes it.

export interface Change { path: string; text: string }
export interface Field { name: string; text: string; was?: string; new?: boolean }
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

// Run is a run and what it breaks.
export interface Run {
	lanes: Lane[];
	verdict: string;
	why: string[];
	goal: boolean;
	failing: number; // the step that the verdict is about
	details: Detail[];
}

// Saved is a run as Go writes it: parts that do not change from step to step are
// kept once.
export interface Saved extends Omit<Run, "details"> {
	pool: Part[];
	details: (Omit<Detail, "parts"> & { parts: number[] })[];
}

export function unpack(saved: Saved): Run {
	return { ...saved, details: saved.details.map((d) => ({ ...d, parts: d.parts.map((i) => saved.pool[i]) })) };
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
