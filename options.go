package synod

import (
	"fmt"
	"runtime"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/growth"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/traces"
)

// Options say how to explore a system. The zero value checks all properties in every
// state, on all cores. How long a search may take is for its context to say.
type Options struct {
	// Properties names the properties to check; none means all.
	Properties []string
	// Until names a goal. The search then looks for a shortest run to the goal and
	// checks no property; Check fails when it is not reached, Catches refuses it.
	Until string
	// FromGoal names a goal at the end of a shortest run to which the search starts.
	FromGoal string
	// From, when set, is a saved run at whose end the search starts. Its steps are
	// taken again on the system, which may have other properties and budgets.
	From *traces.Trace
	// Renew names the budgets that start anew at the end of From: crashes, drops,
	// duplicates, partitions, links, mistakes, or a timer. What was used of the others stays used.
	Renew []string
	// Simulate makes random walks instead of visiting every state.
	Simulate *Walks

	// Depth bounds the number of steps from an initial state: 0 is no bound, -1 visits
	// the initial states alone.
	Depth int
	// Memory is how many bytes the search may use; 0 is no limit, or in a test a share
	// of what there is (see Check). Past it the search goes on from disk as long as it can.
	Memory int64
	// SpillDir is a directory for what does not fit; without it the frontier alone goes to disk.
	SpillDir string
	// Workers is how many goroutines search; 0 is one for every core.
	Workers int
	// Exact keeps whole states instead of fingerprints.
	Exact bool
	// Seed changes all fingerprints: a second search with another seed misses other
	// states by collision, if any.
	Seed uint64
	// Findings is how many different violations to look for; 0 is the first alone.
	Findings int
	// Handler is how long one run of a handler may take; 0 leaves it to the system.
	Handler time.Duration
	// Meant names warnings that are meant: kinds (warn.NoSymmetry), or one alone
	// ("never-stepped S receives Vote"; see Warning.Key).
	Meant []string
	// Progress, when set, is called now and then, in a goroutine of its own.
	Progress func(Progress)
}

// search checks the options and returns them as the machinery takes them.
func (o Options) search() (search.Options, error) {
	for _, n := range []struct {
		name         string
		value, least int64
	}{
		{"Depth", int64(o.Depth), -1}, {"Memory", o.Memory, 0},
		{"Workers", int64(o.Workers), 0}, {"Findings", int64(o.Findings), 0}, {"Handler", int64(o.Handler), 0},
	} {
		if n.value < n.least {
			return search.Options{}, fmt.Errorf("option %s is %d; accepted are numbers from %d on", n.name, n.value, n.least)
		}
	}
	for _, both := range []struct {
		first, second string
		set           bool
	}{
		{"Until", "Properties", o.Until != "" && len(o.Properties) > 0},
		{"From", "FromGoal", o.From != nil && o.FromGoal != ""},
		{"Simulate", "Depth", o.Simulate != nil && o.Depth != 0},
	} {
		if both.set {
			return search.Options{}, fmt.Errorf("options %s and %s are both set; one of them is accepted", both.first, both.second)
		}
	}
	if len(o.Renew) > 0 && o.From == nil {
		return search.Options{}, fmt.Errorf("option Renew needs a run at whose end the budgets start anew (option From)")
	}
	out := search.Options{
		Options: explore.Options{
			Workers: o.Workers, Depth: max(0, o.Depth), Bounded: o.Depth != 0, Memory: o.Memory, SpillDir: o.SpillDir,
			Exact: o.Exact, MaxFindings: o.Findings, Kinds: o.Findings > 1, Progress: o.Progress,
		},
		Simulate: o.Simulate, HashSeed: o.Seed, Properties: o.Properties, Until: o.Until, FromGoal: o.FromGoal,
		HandlerTime: o.Handler, Meant: o.Meant, Growth: growth.Time,
	}
	if out.Workers == 0 {
		out.Workers = runtime.GOMAXPROCS(0)
	}
	if o.From != nil {
		out.From = &runs.From{Trace: o.From, Renew: o.Renew}
	}
	return out, nil
}
