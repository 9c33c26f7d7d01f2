import { el } from "../../draw/page/details";
import type { Choice, Choices } from "./server";

// The headings under which steps are listed, by their kinds. A step of another
// kind, such as an action of a spec, stands under the last one.
const groups: [string, string[]][] = [
	["messages", ["deliver"]],
	["timers", ["timeout"]],
	["clients", ["invoke"]],
	["crashes and restarts", ["crash", "restart", "start"]],
	["losses and copies", ["drop", "duplicate"]],
	["cuts", ["partition", "heal", "cut-link", "heal-link"]],
	["suspicions", ["suspect", "trust"]],
	["stabilisation", ["stabilise"]],
	["actions", []],
];

// filterFrom is how many choices are worth a filter.
const filterFrom = 8;

// List is the list of what can be done next. All of it are buttons, which the
// mouse, Tab and the arrow keys reach.
export class List {
	constructor(private box: HTMLElement, private filter: HTMLInputElement, private onTake: (c: Choice) => void, private onStart: (c: Choice) => void) {
		let entered = false; // Enter went down in the filter
		filter.addEventListener("input", () => this.narrow());
		filter.addEventListener("keydown", (e) => {
			if (e.key === "Escape") this.clear();
			if (e.key === "ArrowDown") this.move(1);
			entered = e.key === "Enter";
			if (["Escape", "Enter", "ArrowDown"].includes(e.key)) e.preventDefault();
		});
		// Only when the key comes up: the step that gets the focus would be taken by the rest of the same stroke.
		filter.addEventListener("keyup", (e) => {
			if (e.key === "Enter" && entered) this.move(1);
			entered = false;
		});
	}

	// wait says that what is listed is that of another step, until show says more.
	wait(): void { this.box.setAttribute("aria-busy", "true"); }

	private get waits(): boolean { return this.box.getAttribute("aria-busy") === "true"; }

	// show lists choices; taken is the code of the one that the run took.
	show(choices: Choices, taken: string | undefined): void {
		const had = this.box.contains(document.activeElement);
		this.empty();
		let number = 0;
		for (const [title, kinds] of groups) {
			const steps = choices.steps.filter((c) => kinds.includes(c.kind!) || kinds.length === 0 && !groups.some(([, k]) => k.includes(c.kind!)));
			this.group(title, steps, (c) => this.button(c, ++number, c.code === taken, this.onTake));
		}
		if (choices.more > 0) this.box.append(el("p", "", `${choices.more} more are enabled and not listed.`));
		if (choices.blind) this.box.append(el("p", "", "There are too many to look ahead at what they break."));
		this.group("other initial states", choices.initial, (c) => this.button(c, 0, c.code === taken, this.onStart));
		if (choices.moreInitial > 0) this.box.append(el("p", "", `${choices.moreInitial} more initial states are not listed.`));
		this.filter.hidden = this.buttons().length < filterFrom;
		this.filter.value = "";
		this.box.scrollTop = 0;
		if (had) this.buttons()[0]?.focus({ preventScroll: true });
	}

	// empty says that there is nothing to choose from.
	empty(): void {
		this.box.setAttribute("aria-busy", "false");
		this.box.replaceChildren();
		this.filter.hidden = true;
	}

	// take takes the step with a number, if it is in sight.
	take(number: number): void {
		this.buttons().find((b) => b.dataset.number === String(number))?.click();
	}

	// move goes to the next button, or to the one before.
	move(by: 1 | -1): void {
		const list = this.buttons();
		const at = list.indexOf(document.activeElement as HTMLButtonElement);
		const to = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.max(0, Math.min(list.length - 1, at + by));
		list[to]?.focus();
	}

	private clear(): void {
		this.filter.value = "";
		this.narrow();
		this.buttons()[0]?.focus();
	}

	private narrow(): void {
		const words = this.filter.value.toLowerCase().split(/\s+/);
		for (const b of this.box.querySelectorAll("button")) {
			const text = b.textContent!.toLowerCase();
			b.parentElement!.hidden = !words.every((w) => text.includes(w));
		}
		for (const group of this.box.querySelectorAll<HTMLElement>(".group")) {
			group.hidden = group.querySelector("li:not([hidden])") === null;
		}
	}

	private buttons(): HTMLButtonElement[] {
		return [...this.box.querySelectorAll("button")].filter((b) => b.getClientRects().length > 0);
	}

	private group(title: string, list: Choice[], button: (c: Choice) => HTMLElement): void {
		if (list.length === 0) return;
		const ul = el("ul", "");
		for (const c of list) ul.append(el("li", "", button(c)));
		this.box.append(el("div", "group", el("h3", "", title), ul));
	}

	private button(c: Choice, number: number, taken: boolean, onClick: (c: Choice) => void): HTMLElement {
		const b = el("button", "choice " + (c.kind ?? ""), el("span", "what", c.text));
		if (0 < number && number < 10) {
			b.dataset.number = String(number);
			b.prepend(el("kbd", "", String(number)));
			b.setAttribute("aria-keyshortcuts", String(number));
		}
		if (c.message) b.append(el("span", "message", c.message));
		if (c.leads !== undefined) b.append(el("span", "message", c.leads || "changes nothing"));
		if (c.breaks) b.append(el("span", "breaks", "✕ breaks " + c.breaks.join(", ")));
		if (c.goals) b.append(el("span", "reaches", "✓ reaches " + c.goals.join(", ")));
		if (taken) {
			b.classList.add("taken");
			b.append(el("span", "message", "← this run goes on with it"));
		}
		b.onclick = () => { if (!this.waits) onClick(c); };
		return b;
	}
}
