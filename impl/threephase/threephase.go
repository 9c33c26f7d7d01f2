// Package threephase is three-phase commit with a central site: "Nonblocking Commit
// Protocols" by Dale Skeen (SIGMOD 1981), with the termination protocol for the case that
// the coordinator fails.
//
// In two-phase commit a site that has voted yes cannot know, if the coordinator fails,
// whether another site has committed, so it blocks. Here there is a state between: a site
// is prepared when it knows that all have voted yes, and nobody commits before all sites
// that are operational are prepared. So a site that is not prepared knows that nobody has
// committed, and one that is prepared that nobody has aborted (the fundamental
// nonblocking theorem), and the sites that are left can decide without the others.
//
// All that presumes that sites stop when they fail, that the others are told so, and that
// they are told of nobody who has not failed (a perfect failure detector). A network that
// is divided, or only slow, makes that false, and two sites may decide differently: see
// the mutant wrong-suspicion, and the setting mistakes. Sites do not recover here.
//
// Start with site.go. mutants.go lists known mistakes, properties.go what must hold.
package threephase

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
)

// Protocol is three-phase commit, for the command line.
var Protocol = model.Protocol{
	Name:     "threephase",
	Doc:      "three-phase commit, which does not block when sites fail (Skeen)",
	Source:   paper,
	Params:   params,
	Mutants:  mutants,
	Claims:   claims,
	Messages: slices.Concat(messages, []model.Message{Move{}}),
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		return newSystem(s.Int("sites"), s.Ints("inputs"), mutant(s.Mutant), env)
	},
}

// messages are those that are sent whether a site fails or not.
var messages = []model.Message{Transaction{}, Vote{}, Prepare{}, Ack{}, Commit{}, Abort{}}

var params = slices.Concat([]model.Param{
	{Name: "sites", Doc: "sites; S1 is the coordinator", Default: 3, Min: 2, Max: 6},
	{Name: "inputs", Doc: "the votes, 1 (yes) or 0 (no), of S1, S2, …; one that is left out may be either", Default: []int(nil), Max: 1},
	model.NetworkParam(model.Multiset),
	model.CrashesParam("sites, which do not recover", 2),
	model.MistakesParam(0),
}, model.NetworkFaultParams())

// config is what sites know of the settings.
type config struct {
	mutant mutant
	sites  []model.NodeID
}

// sitePrefix is the prefix of the group of sites.
const sitePrefix = "S"

// newSystem builds the system, or says what is impossible. The failure detector is perfect,
// unless there is a budget of mistakes.
func newSystem(sites int, votes []int, m mutant, env model.Environment) (*model.System, error) {
	if len(votes) > sites {
		return nil, fmt.Errorf("inputs %s are for %d sites, but there are %d; accepted is at most one vote per site", model.Spell(votes), len(votes), sites)
	}
	group := model.Group{Prefix: sitePrefix, Count: sites, Crashes: true, CrashStop: true}
	c := config{mutant: m, sites: model.IDs(sitePrefix, group)}
	group.New = func(id model.NodeID) model.Node {
		s := &Site{config: c}
		if i := int(id) - 1; i < len(votes) {
			s.vote = fixed[votes[i]]
		}
		return s
	}
	system := &model.System{
		Groups:     []model.Group{group},
		Detectors:  []model.Detector{{By: sitePrefix, Of: sitePrefix, Eventual: env.Faults.Mistakes > 0}},
		Properties: properties,
		Goals:      goals,
		Bounds:     []model.Bound{{Name: "sites", Value: fmt.Sprint(sites)}},
		Meant: []model.Meant{
			{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"},
			{Warning: warn.IdleDetector, Reason: "-crashes says how many, and -mistakes how often it is wrong"},
			{Warning: warn.NeverStepped + " S trusts S", Reason: "a site takes a suspicion for a failure"},
		},
	}
	if sites == 2 || env.Faults.Crashes+env.Faults.Mistakes == 0 {
		system.Messages = messages // no backup coordinator has anybody to move
	}
	env.Into(system)
	return system, nil
}
