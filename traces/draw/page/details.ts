import { type Detail, type Part, type Standing, type Tree, changed } from "./model";
import { type Pins, expressions, nameOf } from "./pins";

type Child = Node | string;

// el makes an element. Text is only ever put in as text.
export function el(tag: string, name: string, ...children: Child[]): HTMLElement {
	const e = document.createElement(tag);
	if (name !== "") e.className = name;
	e.append(...children);
	return e;
}

// details shows a step: what it did, and the state it led to, of which fields can be pinned.
// Asked for a field, it says so to onField.
export function details(d: Detail, number: number, pins: Pins, onField: (part: string, field: string) => void): HTMLElement {
	const box = el("div", "details");
	box.append(el("h2", "", el("span", "number", String(number)), d.title));
	if (d.note) box.append(el("p", "note", d.note));
	if (d.changes?.length) {
		const rows = el("table", "changes");
		for (const c of d.changes) rows.append(el("tr", "", el("th", "", ...breakable(c.path)), el("td", "", c.text)));
		box.append(el("section", "", el("h3", "", "changes"), rows));
	}
	list(box, "sends", "sent", d.sent);
	list(box, "records", "recorded", d.recorded);
	list(box, "logs", "recorded", d.log);
	list(box, "gone, undelivered", "gone", d.gone);
	list(box, "new", "sent", d.came);
	box.append(el("h3", "state", "state"));
	for (const p of d.parts) box.append(part(p, pins, onField));
	const flights = el("ul", "flights");
	for (const f of d.flights ?? []) flights.append(el("li", f.new ? "changed" : "", f.text));
	if (flights.childElementCount > 0) box.append(el("h3", "", "in flight"), flights);
	return box;
}

// properties lists how the properties stand: what is broken or reached, and the others
// together.
export function properties(list: Standing[]): HTMLElement {
	const ul = el("ul", "standings"), others = new Map<string, string[]>();
	for (const s of list) {
		if (s.tone === "") others.set(s.text, [...others.get(s.text) ?? [], s.property]);
		else ul.append(el("li", s.tone, (s.tone === "bad" ? "✕ " : "✓ ") + s.property + " " + s.text));
	}
	for (const [text, names] of others) ul.append(el("li", "", text + ": " + names.join(", ")));
	return el("section", "", el("h3", "", "properties"), ul);
}

// breakable is a path that is best broken between its parts.
function breakable(path: string): Child[] {
	return path.split(/(?=[.\[])/).flatMap((part, i) => (i === 0 ? [part] : [el("wbr", ""), part]));
}

function list(box: HTMLElement, title: string, name: string, lines?: string[]): void {
	if (!lines?.length) return;
	const ul = el("ul", name);
	for (const line of lines) ul.append(el("li", "", line));
	box.append(el("section", "", el("h3", "", title), ul));
}

// opened are the places of the values that the reader opened. They stay open from step to
// step.
const opened = new Set<string>();

// lineMost is how many characters of a value with elements are shown before it is opened.
const lineMost = 300;

// value shows a value behind a name: its beginning, which opens to the elements, if it is long.
function value(name: string, v: Tree, place: string): Child {
	if (!v.tree) return name + v.text;
	const line = begin(v.text);
	const tree = v.tree, box = document.createElement("details"), summary = el("summary", "");
	const show = () => {
		summary.textContent = name + (box.open ? "…" : line);
		const rows = box.open ? tree.map((e, i) => el("li", "", value(e.name ? e.name + ": " : "", e, place + "/" + (e.name ?? i)))) : [];
		box.replaceChildren(summary, el("ul", "tree", ...rows));
	};
	box.open = opened.has(place);
	show();
	box.addEventListener("toggle", () => {
		if (box.open === opened.has(place)) return;
		if (box.open) opened.add(place);
		else opened.delete(place);
		show();
	});
	return box;
}

function begin(text: string): string { return text.length > lineMost ? text.slice(0, lineMost) + " …" : text; }

function part(p: Part, pins: Pins, onField: (part: string, field: string) => void): HTMLElement {
	const rows = el("table", p.name === expressions ? "part expressions" : "part");
	rows.append(el("caption", p.down ? "down" : "", p.down ? p.name + " (down)" : p.name));
	for (const f of p.fields) {
		const name = el("button", "", f.name);
		name.title = "the step before that changed " + p.name + "." + f.name;
		name.onclick = () => onField(p.name, f.name);
		const pin = { part: p.name, field: f.name }, toggle = el("button", "pin-toggle", "⊕");
		const mark = () => {
			const pinned = pins.has(pin);
			toggle.textContent = pinned ? "⊖" : "⊕";
			toggle.setAttribute("aria-pressed", String(pinned));
			toggle.title = (pinned ? "not pinned any more" : "pin " + nameOf(pin) + ": a column beside the steps") + " (p on the name)";
		};
		toggle.onclick = () => { pins.toggle(pin); mark(); };
		toggle.tabIndex = -1; // from the keyboard it is p on the name
		name.addEventListener("keydown", (e) => { if (e.key === "p" && !e.ctrlKey && !e.metaKey && !e.altKey) toggle.click(); });
		mark();
		const cell = el("td", "", value("", f, p.name + "/" + f.name));
		if (f.was !== undefined) cell.append(el("span", "was", "was " + (f.tree ? begin(f.was) : f.was)));
		if (f.new) cell.append(el("span", "was", "new"));
		rows.append(el("tr", changed(f) ? "changed" : "", el("th", "", toggle, name), cell));
	}
	return rows;
}
