package abd

import "github.com/synod-go/synod/model"

// mutant is the name of a known mistake that is put in, or "".
type mutant string

const waitForAll mutant = "wait-for-all"

var mutants = []model.Mutant{
	{
		// S1 begins C's write, and has an answer of S2; then S3 crashes: 4 steps, after which
		// S1 waits for it for ever.
		Name:   string(waitForAll),
		Doc:    "A server waits for the answers of all servers, not of a majority.",
		Rule:   "An operation waits for a majority of the servers, and for no server in particular.",
		Breaks: returned.Name,
		Length: 4,
		Source: paper + ", Section 1: the emulation tolerates the failure of any minority",
		With:   map[string]any{"servers": 3, "clients": 1, "crashes": 1},
	},
}
