// What the server says, as Go's package serve writes it.
import type { Broken, Saved } from "../../draw/page/model";

export interface Shown {
	address: string;
	notice: string;
	first: number;
	why: string;
	heading: string;
	title: string;
	verdict: string;
	pictures: string;
	folded: number;
	run: Saved;
	properties: string[];
	broken: Broken[][];
}

export interface Choice {
	code: string;
	kind?: string;
	text: string;
	message?: string;
	leads?: string;
	breaks?: string[];
	goals?: string[];
}

export interface Choices {
	steps: Choice[];
	more: number;
	blind: boolean;
	initial: Choice[];
	moreInitial: number;
}

// ask asks the server about a run. What goes wrong is an Error for people.
export async function ask<T>(what: string, query: [string, string][]): Promise<T> {
	let answer: Response;
	try {
		answer = await fetch(what + "?" + new URLSearchParams(query));
	} catch {
		throw new Error("The server does not answer. Does explore serve still run?");
	}
	if (!answer.ok) throw new Error((await answer.text()).trim());
	return await answer.json() as T;
}
