// The page of one saved run: everything is in the file.
import type { Detail, Part, Run } from "./model";
import { View } from "./view";

// Saved is the run as it is kept in the page: parts that do not change from step
// to step are kept once.
interface Saved extends Omit<Run, "details"> {
	pool: Part[];
	details: (Omit<Detail, "parts"> & { parts: number[] })[];
}

function start(): void {
	const saved = JSON.parse(document.getElementById("run")!.textContent!) as Saved;
	const run: Run = { ...saved, details: saved.details.map((d) => ({ ...d, parts: d.parts.map((i) => saved.pool[i]) })) };
	document.documentElement.classList.add("scripted");

	const at = document.getElementById("at")!;
	const view = new View(run, document.getElementById("pictures")!, document.getElementById("side")!, (step) => {
		at.textContent = `step ${step} of ${run.details.length - 1}`;
		history.replaceState(null, "", "#" + step);
	});
	document.getElementById("back")!.onclick = () => view.choose(view.chosen - 1);
	document.getElementById("on")!.onclick = () => view.choose(view.chosen + 1);
	document.getElementById("whole")?.addEventListener("change", () => view.choose(view.chosen));

	const search = document.getElementById("search") as HTMLInputElement;
	search.addEventListener("keydown", (e) => {
		if (e.key === "Enter") search.classList.toggle("nowhere", !view.find(search.value, e.shiftKey ? -1 : 1));
		if (e.key === "Escape") search.blur();
	});
	search.addEventListener("input", () => search.classList.remove("nowhere"));
	document.addEventListener("keydown", (e) => {
		if (e.key === "/" && document.activeElement !== search) {
			e.preventDefault();
			search.select();
		}
	});

	const asked = () => (/^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : view.last);
	window.addEventListener("hashchange", () => view.choose(asked()));
	view.choose(asked());
}

start();
