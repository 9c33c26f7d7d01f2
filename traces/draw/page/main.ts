// The page of one saved run: everything is in the file.
import { type Saved, unpack } from "./model";
import { View } from "./view";

function start(): void {
	const run = unpack(JSON.parse(document.getElementById("run")!.textContent!) as Saved);
	document.documentElement.classList.add("scripted");
	const view = new View((step) => history.replaceState(null, "", "#" + step));
	const asked = () => (/^#\d+$/.test(location.hash) ? Number(location.hash.slice(1)) : run.failing);
	window.addEventListener("hashchange", () => view.choose(asked()));
	view.show(run, asked());
}

start();
