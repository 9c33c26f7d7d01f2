import { type Judged, type Run, changed, mentions, standings } from "./model";
import { details, properties } from "./details";
import { Pins } from "./pins";

const byId = (id: string) => document.getElementById(id)!;

// View is the page of a run: pictures whose rows can be chosen, beside them the
// details of the chosen step, and above them ways to go from step to step. A page
// that plays a run live shows it anew whenever it grows.
export class View {
	chosen = 0;
	private run: Run = { lanes: [], properties: [], property: "", verdict: "", why: [], goal: false, failing: 0, details: [] };
	private judged: Judged = { properties: [], broken: [], from: 0, to: 0 };
	private pictures = byId("pictures");
	private side = byId("side");
	private search = byId("search") as HTMLInputElement;
	private pins = new Pins(() => this.redrawn());

	// onChoose hears of every step that is chosen, when it is shown, and onFold of the
	// first step of a fold that is to be opened, or closed.
	constructor(private onChoose: (step: number) => void, onFold: (step: number) => void) {
		this.pictures.addEventListener("click", (e) => {
			const target = e.target as Element;
			const fold = target.closest<SVGElement>(".row.folded")?.dataset.first ?? target.closest<SVGElement>(".opened")?.dataset.opened;
			if (fold !== undefined) return onFold(Number(fold));
			const step = this.stepAt(target);
			if (step !== undefined) this.choose(step);
		});
		this.pictures.addEventListener("mouseover", (e) => this.follow(this.rowAt(e.target as Element)));
		this.pictures.addEventListener("mouseleave", () => this.follow(null));
		document.addEventListener("keydown", (e) => this.key(e));
		byId("back").onclick = () => this.choose(this.chosen - 1);
		byId("on").onclick = () => this.choose(this.chosen + 1);
		document.getElementById("whole")?.addEventListener("change", () => this.choose(this.chosen));
		this.search.addEventListener("keydown", (e) => {
			if (e.key === "Enter") this.search.classList.toggle("nowhere", !this.find(this.search.value, e.shiftKey ? -1 : 1));
			if (e.key === "Escape") this.search.blur();
		});
		this.search.addEventListener("input", () => this.search.classList.remove("nowhere"));
		new ResizeObserver(() => this.fit()).observe(this.pictures);
	}

	get last(): number { return this.run.details.length - 1; }

	// show shows a run whose pictures are in the page, at a step.
	show(run: Run, judged: Judged, step: number): void {
		this.run = run;
		this.judged = judged;
		this.pins.draw(this.pictures, run);
		this.fit();
		this.choose(step);
	}

	// redrawn puts into pictures of the same run what the page has put there.
	redrawn(): void {
		this.pins.draw(this.pictures, this.run);
		this.fit();
		this.mark();
	}

	// choose shows a step.
	choose(step: number): void {
		this.chosen = Math.max(0, Math.min(this.last, step));
		this.mark();
		const d = this.run.details[this.chosen];
		const box = details(d, this.chosen, this.pins, (part, field) => this.changeBefore(part, field));
		// What is wrong stands at the top of the page.
		if (this.chosen === this.run.failing && this.run.verdict !== "") {
			box.querySelector(".number")!.classList.add(this.run.goal ? "reached" : "fails");
		}
		const list = standings(this.judged, this.chosen);
		if (list.length > 0) box.querySelector(".state")!.before(properties(list));
		const state = this.stateTop();
		this.side.replaceChildren(box);
		this.side.scrollTop = state > 0 ? 0 : this.stateTop() - state;
		byId("at").textContent = `step ${this.chosen} of ${this.last}`;
		this.onChoose(this.chosen);
		if (state <= 0) this.toChange();
	}

	// stateTop is how far the heading of the state is below the top of what is visible of
	// the details; it is 0 or less when they are scrolled to the state.
	private stateTop(): number {
		const heading = this.side.querySelector(".state");
		return heading === null ? Infinity : Math.floor(heading.getBoundingClientRect().top - this.side.getBoundingClientRect().top);
	}

	// toChange scrolls the details to the first field that the step changed, unless it is
	// visible.
	private toChange(): void {
		const field = this.side.querySelector(".part .changed");
		if (field === null) return;
		const at = field.getBoundingClientRect(), box = this.side.getBoundingClientRect();
		if (at.top < box.top) this.side.scrollTop += at.top - box.top - 30;
		if (at.bottom > box.bottom) this.side.scrollTop += at.top - box.top - Math.min(box.height / 3, 120);
	}

	// mark marks the chosen step in the pictures, and scrolls to it.
	mark(): void {
		for (const row of this.pictures.querySelectorAll<SVGGElement>(".row")) {
			const here = Number(row.dataset.first) <= this.chosen && this.chosen <= Number(row.dataset.last);
			row.classList.toggle("chosen", here);
			if (here && row.getClientRects().length > 0) reveal(row, this.pictures);
		}
	}

	// fit makes pictures for which there is not quite enough room smaller. What would
	// be hard to read then keeps its size, or most of it, and is scrolled.
	fit(): void {
		const least = 0.8;
		const pictures = [...this.pictures.querySelectorAll<SVGSVGElement>("svg")];
		for (const p of pictures) p.style.width = "";
		const room = this.pictures.clientWidth;
		for (const p of pictures) {
			const natural = p.viewBox.baseVal.width;
			if (natural > room) p.style.width = Math.max(room, natural * least) + "px";
		}
	}

	// changeBefore goes to the nearest step, this one excepted, that changed the
	// field: back from here, and then from the end.
	changeBefore(part: string, field: string): void {
		const n = this.run.details.length;
		for (let back = 1; back <= n; back++) {
			const step = (this.chosen - back + n) % n;
			const p = this.run.details[step].parts.find((p) => p.name === part);
			if (p?.fields.some((f) => f.name === field && changed(f))) return this.choose(step);
		}
	}

	// find goes to the next step that mentions the words, or with -1 to the one
	// before; it returns false if none does.
	find(words: string, direction = 1): boolean {
		const n = this.run.details.length;
		for (let i = 1; i <= n; i++) {
			const step = (this.chosen + direction * i + n * 2) % n;
			if (words !== "" && mentions(this.run.details[step], words)) {
				this.choose(step);
				return true;
			}
		}
		return false;
	}

	private rowAt(target: Element): SVGGElement | null { return target.closest<SVGGElement>(".row"); }

	private stepAt(target: Element): number | undefined {
		const row = this.rowAt(target);
		if (row) return Number(row.dataset.first);
		const sent = target.closest<SVGGElement>(".sent");
		return sent ? Number(sent.dataset.to) : undefined;
	}

	// follow marks the messages that begin or end in a row.
	private follow(row: SVGGElement | null): void {
		for (const sent of this.pictures.querySelectorAll<SVGGElement>(".sent")) {
			const first = row?.dataset.first;
			sent.classList.toggle("followed", first !== undefined && (sent.dataset.from === first || sent.dataset.to === first));
		}
	}

	private key(e: KeyboardEvent): void {
		if (elsewhere(e)) return;
		if (e.key === "/") {
			e.preventDefault();
			this.search.select();
		}
		const to: Record<string, number> = {
			ArrowLeft: this.chosen - 1, k: this.chosen - 1, ArrowRight: this.chosen + 1, j: this.chosen + 1, Home: 0, End: this.last,
		};
		if (e.key in to) {
			e.preventDefault();
			this.choose(to[e.key]);
		}
	}
}

// elsewhere tells whether a key is no shortcut: it is typed into a field, or the
// browser's.
export function elsewhere(e: KeyboardEvent): boolean {
	return e.ctrlKey || e.metaKey || e.altKey || e.target instanceof HTMLInputElement && e.target.type !== "checkbox" ||
		document.querySelector("dialog[open]") !== null;
}

// reveal scrolls the pictures, and nothing else, so that a row can be seen.
function reveal(row: Element, pictures: HTMLElement): void {
	const at = row.getBoundingClientRect(), box = pictures.getBoundingClientRect();
	const room = Math.min(120, box.height / 4);
	if (at.top < box.top + room) pictures.scrollTop += at.top - box.top - room;
	if (at.bottom > box.bottom - room) pictures.scrollTop += at.bottom - box.bottom + room;
	// A picture that is wider than its place is scrolled to the step's mark.
	const mark = row.querySelector(".mark")?.getBoundingClientRect();
	if (mark && mark.left < box.left + 60) pictures.scrollLeft += mark.left - box.left - 60;
	if (mark && mark.right > box.right - 60) pictures.scrollLeft += mark.right - box.right + 60;
}
