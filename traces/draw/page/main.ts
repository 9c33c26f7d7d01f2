// The page of one saved run: everything is in the file.
import { blank, listLanes } from "./lanes";
import { type Saved, judgedBy, unpack } from "./model";
import { View } from "./view";

function start(): void {
	const run = unpack(JSON.parse(document.getElementById("run")!.textContent!) as Saved);
	document.documentElement.classList.add("scripted");
	const view = new View((step) => history.replaceState(null, "", "#" + step), (step) => {
		// The picture of the whole run has what is folded in the other one.
		const whole = document.getElementById("whole") as HTMLInputElement | null;
		if (whole) whole.checked = true;
		view.choose(step);
	});
	listLanes(run.lanes.filter((l) => !l.hidden), (lanes) => blank(document.getElementById("pictures")!, lanes));
	const asked = () => (/^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : run.failing);
	window.addEventListener("hashchange", () => view.choose(asked()));
	view.show(run, judgedBy(run), asked());
}

start();
