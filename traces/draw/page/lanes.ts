import { el } from "./details";
import type { Lane } from "./model";

// listLanes lists the lanes in the menu of the page. It tells onChange which are hidden
// when one is hidden or shown again; the last one cannot be hidden.
export function listLanes(lanes: Lane[], onChange: (lanes: Lane[]) => void): void {
	const menu = document.getElementById("lanes")!;
	menu.hidden = lanes.length < 2;
	const boxes = lanes.map((lane) => {
		const box = document.createElement("input");
		box.type = "checkbox";
		box.checked = !lane.hidden;
		box.onchange = () => {
			lane.hidden = !box.checked;
			limit();
			onChange(lanes);
		};
		return box;
	});
	const limit = () => {
		const left = boxes.filter((b) => b.checked);
		for (const b of boxes) b.disabled = left.length === 1 && b.checked;
	};
	limit();
	menu.querySelector("div")!.replaceChildren(...lanes.map((lane, i) => el("label", "", boxes[i], " " + lane.name)));
}

// blank takes lanes out of pictures that have all of them: their lines, marks and
// messages. Their rows, and their room, stay.
export function blank(pictures: HTMLElement, lanes: Lane[]): void {
	for (const e of pictures.querySelectorAll<SVGElement>("[data-lane], [data-from-lane]")) {
		const { lane, fromLane, toLane } = e.dataset;
		e.classList.toggle("away", [lane, fromLane, toLane].some((i) => i !== undefined && lanes[Number(i)].hidden));
	}
}
