package twophase

import "github.com/synod-go/synod/model"

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const neverGivesUp mutant = "never-gives-up"

var mutants = []model.Mutant{
	{
		// Two resource managers abort, which they tell nobody, the third prepares, and the
		// transaction manager hears of it: 4 steps, after which it waits for ever.
		Name:   string(neverGivesUp),
		Doc:    "The transaction manager waits until all have prepared, and never aborts of itself.",
		Rule:   "The transaction manager may abort at any time before its decision.",
		Breaks: allDecide.Name,
		Length: 4,
		Source: paper + ": TMAbort",
	},
}
