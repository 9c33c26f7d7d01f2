// The live page: a run, and what can be done next.
import { el } from "../../draw/page/details";
import { listLanes } from "../../draw/page/lanes";
import { type Run, judgedBy, unpack } from "../../draw/page/model";
import { View, elsewhere } from "../../draw/page/view";
import { List } from "./choices";
import { type Choice, type Choices, type Shown, ask } from "./server";

const byId = (id: string) => document.getElementById(id)!;

class Live {
	private shown!: Shown;
	private run!: Run;
	private codes: string[] = [];
	private asked = 0; // the number of the last question: only its answer counts
	private width = 0; // of the pictures that were asked for
	private resizing = 0; // a timer
	private hidden: string[] = []; // lanes
	private open: number[] = []; // steps of folds that are open
	private view = new View((step) => this.chosen(step), (step) => this.fold(step));
	private list = new List(byId("choices"), byId("filter") as HTMLInputElement,
		(c) => this.take(c), (c) => void this.follow([c.code]));

	constructor() {
		byId("undo").onclick = () => this.undo();
		byId("again").onclick = () => void this.follow(this.codes.slice(0, 1));
		byId("failing").onclick = () => this.view.choose(this.run.failing);
		byId("share").onclick = () => this.share();
		byId("keys").onclick = () => (byId("help") as HTMLDialogElement).showModal();
		document.addEventListener("keydown", (e) => this.key(e));
		window.addEventListener("popstate", () => this.arrive());
		new ResizeObserver(() => {
			clearTimeout(this.resizing);
			this.resizing = setTimeout(() => { if (byId("pictures").clientWidth !== this.width) void this.redraw(); }, 150);
		}).observe(byId("pictures"));
		this.arrive();
	}

	// arrive opens what the page's own address says.
	private arrive(): void {
		const [codes, step] = location.hash.slice(1).split("@");
		const wanted = step === undefined || step === "" ? undefined : Number(step);
		if (this.shown && codes === this.shown.address) return this.view.choose(wanted ?? this.run.failing);
		void this.load(codes, wanted);
	}

	// follow shows another run, at its end.
	private async follow(codes: string[]): Promise<void> {
		await this.load(codes.join("."), undefined, true);
	}

	private async load(address: string, step?: number, anew = false): Promise<void> {
		const number = ++this.asked;
		this.list.wait();
		let shown: Shown;
		try {
			shown = await this.draw(address);
		} catch (e) {
			if (number !== this.asked) return;
			// What was there can be gone on with.
			if (this.shown) await this.choices(this.view.chosen);
			else if (address !== "") await this.load("");
			return this.notice((e as Error).message);
		}
		if (number !== this.asked) return;
		this.shown = shown;
		this.run = unpack(shown.run);
		this.codes = shown.address === "" ? [] : shown.address.split(".");
		if (anew) history.pushState(null, "", "#" + shown.address);
		document.title = shown.title;
		byId("title").textContent = shown.heading;
		byId("verdict").innerHTML = shown.verdict;
		this.notice(shown.notice || (shown.why && "This run can be looked at, and not played: " + shown.why + "."));
		this.picture(shown);
		const broken = this.run.verdict !== "";
		byId("failing").hidden = !broken;
		byId("failing").textContent = (this.run.goal ? "✓" : "✕") + " step " + this.run.failing;
		byId("failing").className = this.run.goal ? "goal" : "";
		(byId("save") as HTMLAnchorElement).href = "save?" + new URLSearchParams({ run: shown.address });
		for (const id of ["undo", "again"]) {
			const button = byId(id) as HTMLButtonElement;
			button.hidden = shown.why !== "";
			button.disabled = this.codes.length <= 1;
		}
		const judged = shown.why !== "" ? judgedBy(this.run) :
			{ properties: shown.properties, broken: shown.broken, from: shown.first, to: this.run.details.length - 1 };
		this.view.show(this.run, judged, step ?? (anew ? this.run.details.length - 1 : this.run.failing));
	}

	// draw asks for a run, drawn for the room that there is.
	private draw(address: string): Promise<Shown> {
		this.width = byId("pictures").clientWidth;
		const query: [string, string][] = [["width", String(this.width)]];
		if (address !== "") query.push(["run", address]);
		for (const name of this.hidden) query.push(["hide", name]);
		for (const step of this.open) query.push(["open", String(step)]);
		return ask<Shown>("run", query);
	}

	// picture puts the pictures of a run into the page.
	private picture(shown: Shown): void {
		byId("pictures").innerHTML = shown.pictures;
		document.querySelector<HTMLElement>("label.fold")!.hidden = shown.folded === 0;
		byId("folded").textContent = `show the whole run; ${shown.folded} of ${this.run.details.length - 1} steps are folded`;
		listLanes(shown.run.lanes, (lanes) => {
			this.hidden = lanes.filter((l) => l.hidden).map((l) => l.name);
			void this.redraw();
		});
	}

	// redraw draws the run anew when there is more or less room, or other parts of it are
	// to be seen.
	private async redraw(): Promise<void> {
		if (!this.shown) return;
		const number = this.asked;
		const { address } = this.shown;
		try {
			const shown = await this.draw(address);
			if (number !== this.asked || address !== this.shown.address) return;
			this.picture(shown);
			this.view.redrawn();
		} catch {
			// The server is gone, which is told when something is asked of it; the
			// pictures that there are will do.
		}
	}

	// fold opens the fold of a step, or closes it.
	private fold(step: number): void {
		const rows = [...document.querySelectorAll<SVGElement>(`#pictures .opened[data-opened="${step}"]`)];
		const steps = rows.map((r) => Number(r.closest<SVGElement>(".row")!.dataset.first));
		if (steps.length === 0) this.open.push(step);
		else this.open = this.open.filter((s) => !steps.includes(s));
		this.view.choose(step);
		void this.redraw();
	}

	private notice(text: string): void { byId("notice").textContent = text.charAt(0).toUpperCase() + text.slice(1); }

	// chosen shows what belongs to the step that is looked at.
	private chosen(step: number): void {
		const title = this.run.details[step].title;
		const broken = this.shown.broken[step];
		if (this.shown.notice === "") history.replaceState(null, "", `#${this.shown.address}@${step}`);
		this.findings(step);
		(byId("back") as HTMLButtonElement).disabled = step === 0;
		(byId("on") as HTMLButtonElement).disabled = step === this.view.last;
		byId("said").textContent = `step ${step}: ${title}. ` + broken.map((b) => (b.goal ? "reached: " : "violated: ") + b.property).join(", ");
		void this.choices(step);
	}

	// findings tells beside a step what the state breaks, and why.
	private findings(step: number): void {
		const side = byId("side"), broken = this.shown.broken[step];
		// What is broken first stands at the top of the page.
		const told = step === this.run.failing ? 1 : 0;
		side.prepend(...broken.slice(told).map((b) => {
			const lines = b.text.split("\n").map((line) => el("div", "", line));
			return el("div", b.goal ? "verdict goal" : "verdict", el("strong", "", (b.goal ? "✓ reached: " : "✕ violated: ") + b.property), ...lines);
		}));
	}

	// choices lists what can be done at a step.
	private async choices(step: number): Promise<void> {
		const number = this.asked;
		const { first, why, address } = this.shown;
		const note = byId("next-note"), title = byId("next-title");
		byId("next").hidden = why !== "";
		if (why !== "") return this.list.empty();
		if (step < first) {
			title.textContent = "what can happen next";
			note.textContent = `The run is played from step ${first} on: its search began there.`;
			return this.list.empty();
		}
		const prefix = this.codes.slice(0, step - first + 1);
		this.list.wait();
		let choices: Choices;
		try {
			choices = await ask<Choices>("choices", [["run", prefix.join(".")]]);
		} catch (e) {
			if (number === this.asked) this.notice((e as Error).message);
			return;
		}
		if (number !== this.asked || this.view.chosen !== step || this.shown.address !== address) return;
		const n = choices.steps.length + choices.more;
		title.textContent = n === 0 ? "no step is enabled here" : n === 1 ? "1 step is enabled" : `${n} steps are enabled`;
		const inside = step < this.view.last;
		note.textContent = inside ? `after step ${step}; another one than the run took makes a new run from here` :
			n === 0 ? "The run is over, within the bounds of the system." : "";
		this.list.show(choices, this.codes[step - first + 1]);
		byId("said").textContent += ` ${title.textContent}.`;
	}

	private take(c: Choice): void {
		const at = this.view.chosen - this.shown.first + 1;
		if (this.codes[at] === c.code) return this.view.choose(this.view.chosen + 1);
		void this.follow([...this.codes.slice(0, at), c.code]);
	}

	private undo(): void {
		if (this.codes.length > 1) void this.follow(this.codes.slice(0, -1));
	}

	private share(): void {
		const url = byId("url") as HTMLInputElement;
		url.value = location.href;
		byId("copied").textContent = "";
		(byId("link") as HTMLDialogElement).showModal();
		url.select();
		// Only a page on this machine may write to the clipboard.
		navigator.clipboard?.writeText(url.value).then(() => { byId("copied").textContent = "It is in the clipboard."; }, () => {});
	}

	private key(e: KeyboardEvent): void {
		if (elsewhere(e) || !this.shown) return;
		const filter = byId("filter") as HTMLInputElement;
		const keys: Record<string, () => void> = {
			ArrowDown: () => this.list.move(1), ArrowUp: () => this.list.move(-1),
			Backspace: () => this.undo(), "?": () => byId("keys").click(), c: () => this.share(), s: () => byId("save").click(),
			x: () => byId("failing").hidden || byId("failing").click(),
			f: () => { if (!filter.hidden) filter.select(); },
		};
		if (/^[1-9]$/.test(e.key)) keys[e.key] = () => this.list.take(Number(e.key));
		if (e.key in keys) {
			e.preventDefault();
			keys[e.key]();
		}
	}
}

new Live();
