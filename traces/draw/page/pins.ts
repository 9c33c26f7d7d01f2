import type { Detail, Run } from "./model";

// Pin is a field that is shown beside the steps: a part of the state, and a field of it.
export interface Pin { part: string; field: string }

// expressions is the part that has the values of expressions, as Go's draw.Expressions.
export const expressions = "expressions";

// nameOf names a field as the changes do.
export function nameOf(pin: Pin): string { return pin.part === expressions ? pin.field : pin.part + "." + pin.field; }

// The columns of pins: how many characters one has at most, how wide a character is, and
// where in a row the text stands, in the units of the pictures.
const most = 14, charWidth = 6.8, between = 16, baseline = 24, foldedBaseline = 19;

// Pins are the fields that are shown in columns at the right of the pictures, each value in
// the row in which the field gets it.
export class Pins {
	private list: Pin[] = [];

	constructor(private onChange: () => void) {}

	has(pin: Pin): boolean { return this.list.some((p) => same(p, pin)); }

	// toggle pins a field, or takes it away.
	toggle(pin: Pin): void {
		this.list = this.has(pin) ? this.list.filter((p) => !same(p, pin)) : [...this.list, pin];
		this.onChange();
	}

	// draw puts the columns into pictures of a run, in place of those that are there.
	draw(pictures: HTMLElement, run: Run): void {
		for (const old of pictures.querySelectorAll(".pin")) old.remove();
		const columns = this.list.map((pin) => new Column(pin, run));
		for (const box of pictures.children) {
			const [names, picture] = box.querySelectorAll<SVGSVGElement>("svg");
			let x = natural(names);
			for (const c of columns) {
				c.drawName(names, x + between, () => this.toggle(c.pin));
				for (const row of picture.querySelectorAll<SVGGElement>(".row")) c.drawValue(row, x + between);
				x += between + c.width;
			}
			if (columns.length > 0) x += between;
			for (const svg of [names, picture]) widen(svg, x);
		}
	}
}

function same(a: Pin, b: Pin): boolean { return a.part === b.part && a.field === b.field; }

// Column is the column of a pin.
class Column {
	readonly width: number;
	private texts: string[]; // after each step; "" where the state has no such field

	constructor(readonly pin: Pin, run: Run) {
		this.texts = run.details.map((d) => textIn(d, pin));
		const longest = Math.max(...[nameOf(pin), ...this.texts].map((s) => [...s].length));
		this.width = Math.min(most, longest) * charWidth;
	}

	// drawName writes the name above the column. A long one loses its beginning.
	drawName(names: SVGSVGElement, x: number, onClick: () => void): void {
		const name = nameOf(this.pin), letters = [...name];
		const text = svgText(names, letters.length > most ? "…" + letters.slice(1 - most).join("") : name, x, 17, name + "\nclick: not pinned any more");
		text.classList.add("pin-name");
		text.addEventListener("click", onClick);
		names.append(text);
	}

	// drawValue writes the value after the steps of a row, if it is not that of the row before.
	drawValue(row: SVGGElement, x: number): void {
		const first = Number(row.dataset.first), text = this.texts[Number(row.dataset.last)];
		if (text === undefined || first > 0 && text === this.texts[first - 1]) return;
		const hit = row.querySelector<SVGRectElement>(".hit")!;
		const y = hit.y.baseVal.value + (row.classList.contains("folded") ? foldedBaseline : baseline);
		const letters = [...text];
		row.append(svgText(row, letters.length > most ? letters.slice(0, most - 1).join("") + "…" : text, x, y, nameOf(this.pin) + ": " + text));
	}
}

function textIn(d: Detail, pin: Pin): string {
	return d.parts.find((p) => p.name === pin.part)?.fields.find((f) => f.name === pin.field)?.text ?? "";
}

function svgText(within: SVGElement, text: string, x: number, y: number, title: string): SVGTextElement {
	const make = (tag: string, content: string) => {
		const e = document.createElementNS(within.namespaceURI, tag);
		e.textContent = content;
		return e;
	};
	const e = make("text", text) as SVGTextElement;
	e.setAttribute("class", "pin");
	e.setAttribute("x", String(x));
	e.setAttribute("y", String(y));
	e.setAttribute("font-size", "11");
	e.append(make("title", title));
	return e;
}

// natural is how wide a picture is without pins.
function natural(svg: SVGSVGElement): number {
	svg.dataset.width ??= String(svg.viewBox.baseVal.width);
	return Number(svg.dataset.width);
}

// widen makes a picture, and what goes across it, as wide as that.
function widen(svg: SVGSVGElement, width: number): void {
	const more = width - natural(svg);
	svg.setAttribute("viewBox", `0 0 ${width} ${svg.viewBox.baseVal.height}`);
	svg.setAttribute("width", String(width));
	for (const rect of svg.querySelectorAll<SVGRectElement>(".paper, .hit, .failing")) {
		rect.dataset.width ??= rect.getAttribute("width")!;
		rect.setAttribute("width", String(Number(rect.dataset.width) + more));
	}
}
