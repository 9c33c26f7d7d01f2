// Package paxos is the consensus algorithm of "Paxos Made Simple" by Leslie
// Lamport, Section 2, which is the single-decree Synod of "The Part-Time
// Parliament", Section 2, in plain words: machines agree on one value, though
// messages are lost, doubled and overtaken, and machines crash and come back.
// Sections without a name in the comments are those of Paxos Made Simple.
//
// There are three roles. Proposers want their value chosen, acceptors choose,
// learners find out. A value is chosen once a majority of the acceptors has
// accepted it with one and the same proposal number. Not the first value that an
// acceptor meets can bind it, for then three proposers could each get a third;
// so acceptors may accept more than once, and all the care is for this: once a
// value is chosen, every proposal with a higher number has that value. Before a
// proposer may send its proposal (phase 2), it must ask a majority (phase 1) for
// what they have accepted so far, and for the promise to accept nothing lower
// from then on. If they report anything, it has to take the value with the
// highest number over its own: it might be chosen already, and then one of this
// majority, which has a member in common with every other, has reported it.
//
// Start with message.go: what is said. proposer.go, acceptor.go and learner.go
// are the three roles, each a machine of its own (layout separate); server.go is
// a machine with all three (layout shared). mutants.go lists known mistakes,
// properties.go what must hold, and this file what can be set.
//
// With -phase1 and -phase2 the quorums of the phases have other sizes than a majority, as in
// Flexible Paxos: what is needed is that one of phase 1 and one of phase 2 always have a
// member in common.
//
// Left out are the distinguished proposer (Section 2.4: it is for progress, not
// for safety) and the refusals by which an acceptor could tell a proposer that
// it has promised more to another. A request is not sent again of itself: duplicates, or the
// set network, deliver it again, and the acceptor answers again.
package paxos

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/impl/internal/crashstop"
	"github.com/synod-go/synod/impl/internal/flexible"
	"github.com/synod-go/synod/impl/internal/inputs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
	"github.com/synod-go/synod/spec"
)

// Protocol is single-decree Paxos, for the command line.
var Protocol = model.Protocol{
	Name:     "paxos",
	Doc:      "Paxos: proposers, acceptors and learners agree on one value",
	Source:   paper + ", Section 2; " + parliament + ", Section 2",
	Params:   params,
	Mutants:  mutants,
	Claims:   claims,
	Messages: slices.Concat(messages, []model.Message{Learned{}}),
	Mapping: &model.Mapping{
		Module: "PaxosCode", Trace: "TracePaxos",
		With: map[string]any{"acceptors": 2, "ballots": []int{1, 1}, "crashes": 1},
	},
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		if m := mutant(s.Mutant); m == minorityQuorum || m == disjointPhases {
			if err := flexible.Refuse(s, m == minorityQuorum); err != nil {
				return nil, err
			}
		}
		quorums, err := flexible.Of(s, s.Int("acceptors"))
		if err != nil {
			return nil, err
		}
		return newSystem(settings{
			environment: env,
			mutant:      mutant(s.Mutant),
			layout:      s.Text("layout"),
			learning:    s.Text("learning"),
			proposers:   s.Int("proposers"),
			acceptors:   s.Int("acceptors"),
			quorums:     quorums,
			learners:    s.Int("learners"),
			inputs:      s.Ints("inputs"),
			ballots:     s.Ints("ballots"),
			spread:      s.Int("spread"),
			crashStop:   s.Bool("crash-stop"),
			symmetry:    s.Bool("symmetry"),
		})
	},
}

// noLearners as a number of learners is none; 0 is the default.
const noLearners = -1

// maxProposers is the largest number of proposers, and of values.
const maxProposers = 5

// What layout and learning may be.
const (
	separate      = "separate"
	shared        = "shared"
	all           = "all"
	distinguished = "distinguished"
)

var params = slices.Concat([]model.Param{
	{Name: "layout", Doc: "each role on machines of its own (separate), or all on each machine (shared)",
		Default: separate, Choices: []string{separate, shared}},
	{Name: "learning", Doc: "acceptors tell every learner (all), or a distinguished one, who tells the others",
		Default: all, Choices: []string{all, distinguished}},
	{Name: "proposers", Doc: "proposers; each proposes a value of its own", Default: 2, Min: 1, Max: maxProposers},
	inputs.Param("the numbers of the values that the proposers propose; one that is left out proposes its own number", 1, maxProposers),
	{Name: "acceptors", Doc: "acceptors; in the shared layout that is the number of machines", Default: 3, Min: 1, Max: 7},
	{Name: "learners", Doc: "learners, in the separate layout (0: one, or two when one of them is distinguished; -1: none, since what is chosen does not depend on them)", Default: 0, Min: noLearners, Max: 5},
	model.NetworkParam(model.Multiset),
	{Name: "ballots", Doc: "how many proposal numbers each proposer may use; the last one given holds for those after it", Default: []int{2, 1}, Max: 100, Without: "spread"},
	{Name: "spread", Doc: "take numbers by difference, at most so far apart, and bound them by nothing else (0: bound them by ballots)", Default: 0, Max: 100},
	model.CrashesParam("machines", 1), crashstop.Param(),
}, flexible.Params(), model.NetworkFaultParams(), []model.Param{
	{Name: "symmetry", Doc: "take acceptors, and learners that are told alike, as interchangeable (in the separate layout)", Default: false},
})

// messages are those that are sent whatever the settings.
var messages = []model.Message{Prepare{}, Promise{}, Accept{}, Accepted{}}

// settings are the params' values.
type settings struct {
	environment                    model.Environment
	mutant                         mutant
	layout, learning               string
	proposers, acceptors, learners int
	quorums                        flexible.Sizes
	inputs, ballots                []int
	spread                         int
	crashStop, symmetry            bool
}

// config is what the roles and the properties know of the settings.
type config struct {
	mutant                         mutant
	proposers, acceptors, learners []model.NodeID
	inputs                         []Value // of the proposers
	// phase1 and phase2 are the smallest quorums of the two phases: every set of
	// acceptors that contains one of them is a quorum. A value is chosen by one of
	// phase 2.
	phase1, phase2 []model.NodeSet
	distinguished  bool // the first learner
	shared         bool // layout
}

// newSystem builds the system, or says what is impossible.
func newSystem(s settings) (*model.System, error) {
	if s.layout == shared {
		if s.proposers > s.acceptors {
			return nil, fmt.Errorf("proposers is %d, but in the shared layout there are %d machines (acceptors); accepted is at most that", s.proposers, s.acceptors)
		}
		if s.learners != 0 {
			return nil, fmt.Errorf("learners is %d, but in the shared layout every machine is a learner; accepted is 0, or layout separate", s.learners)
		}
		if s.symmetry {
			return nil, fmt.Errorf("symmetry needs machines that are not proposers, whose numbers are ordered; accepted is layout separate, not shared")
		}
	}
	if len(s.ballots) == 0 {
		return nil, fmt.Errorf("ballots is empty; accepted are numbers for one proposer at least")
	}
	switch s.mutant {
	case minorityQuorum:
		if s.acceptors < 2 {
			return nil, fmt.Errorf("acceptors is %d, of which no minority is a quorum; accepted with %s are 2 and more", s.acceptors, s.mutant)
		}
		s.quorums = flexible.Sizes{Phase1: s.acceptors / 2, Phase2: s.acceptors / 2}
	case disjointPhases:
		var err error
		if s.quorums, err = s.quorums.Disjoint(s.acceptors); err != nil {
			return nil, err
		}
	}
	if s.learners == noLearners && s.learning == distinguished {
		return nil, fmt.Errorf("learners is %d, but one of them is to be distinguished; accepted are 0 and more with learning %s", s.learners, distinguished)
	}
	if s.spread > 0 && s.layout == shared && s.proposers != s.acceptors {
		return nil, fmt.Errorf("proposers is %d and acceptors is %d; with numbers by difference every machine of the shared layout must propose, for one that never does stays at 0", s.proposers, s.acceptors)
	}
	c := newConfig(s)
	if err := inputs.Into(c.inputs, s.inputs, "proposers"); err != nil {
		return nil, err
	}
	properties, goals, votes := c.claims()
	system := &model.System{
		Groups:     c.groups(),
		Epochs:     c.epochs(),
		Properties: properties,
		Goals:      goals,
		Bounds:     []model.Bound{ballotsBound(s.ballots, len(c.proposers))},
		Symmetry:   s.symmetry,
		Meant: []model.Meant{
			{Warning: warn.NoSymmetry, Reason: "-symmetry turns it on"},
			{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"},
		},
	}
	if s.spread > 0 {
		system.Bounds, system.Numbers = nil, c.numbers(s.spread, votes)
	}
	switch {
	case len(c.learners) == 0:
		system.Messages = messages[:3] // nobody is told what was accepted
	case !c.distinguished:
		system.Messages = messages
	}
	s.environment.Into(system)
	crashstop.Into(system, s.crashStop)
	return system, nil
}

// The prefixes of the groups.
const (
	proposerPrefix = "P"
	acceptorPrefix = "A"
	learnerPrefix  = "L"
	serverPrefix   = "S" // of machines with all roles
)

// newConfig numbers the machines: proposers, then acceptors, then learners; or
// servers, of which the first propose and all accept and learn.
func newConfig(s settings) config {
	c := config{
		mutant:        s.mutant,
		distinguished: s.learning == distinguished,
		shared:        s.layout == shared,
	}
	if c.shared {
		c.acceptors = model.IDs(serverPrefix, model.Group{Prefix: serverPrefix, Count: s.acceptors})
		c.proposers, c.learners = c.acceptors[:s.proposers], c.acceptors
	} else {
		switch {
		case s.learners == noLearners:
			s.learners = 0
		case s.learners == 0:
			s.learners = 1
			if c.distinguished {
				s.learners = 2
			}
		}
		roles := []model.Group{
			{Prefix: proposerPrefix, Count: s.proposers},
			{Prefix: acceptorPrefix, Count: s.acceptors},
			{Prefix: learnerPrefix, Count: s.learners},
		}
		c.proposers = model.IDs(proposerPrefix, roles...)
		c.acceptors = model.IDs(acceptorPrefix, roles...)
		c.learners = model.IDs(learnerPrefix, roles...)
	}
	for i := range c.proposers {
		c.inputs = append(c.inputs, Value(i+1))
	}
	c.phase1, c.phase2 = spec.Quorums(c.acceptors, s.quorums.Phase1), spec.Quorums(c.acceptors, s.quorums.Phase2)
	return c
}

// ballotsBound bounds how many numbers each proposer uses: what the list says for
// it, or the last number in the list.
func ballotsBound(ballots []int, proposers int) model.Bound {
	most := func(index int) int { return ballots[min(index, len(ballots))-1] }
	words := make([]string, proposers)
	for i := range words {
		words[i] = fmt.Sprint(most(i + 1))
	}
	return model.Limit("ballots", strings.Join(words, ","), func(p interface{ numbers() (index, used int) }) bool {
		index, used := p.numbers()
		return index == 0 || used <= most(index)
	})
}

// groups are the machines; their names start with their role.
func (c config) groups() []model.Group {
	proposer := func(id model.NodeID) Proposer {
		return Proposer{index: 1 + slices.Index(c.proposers, id), config: c}
	}
	if c.shared {
		return []model.Group{{
			Prefix: serverPrefix, Count: len(c.acceptors), Crashes: true,
			New: func(id model.NodeID) model.Node {
				return &Server{Proposer: proposer(id), Acceptor: Acceptor{config: c}, Learner: Learner{config: c}}
			},
		}}
	}
	groups := []model.Group{
		{
			Prefix: proposerPrefix, Count: len(c.proposers), Crashes: true,
			New: func(id model.NodeID) model.Node {
				p := proposer(id)
				return &p
			},
		},
		{
			Prefix: acceptorPrefix, Count: len(c.acceptors), Crashes: true, Symmetric: true,
			New: func(model.NodeID) model.Node { return &Acceptor{config: c} },
		},
		{
			Prefix: learnerPrefix, Count: len(c.learners), Crashes: true, Symmetric: !c.distinguished,
			New: func(model.NodeID) model.Node { return &Learner{config: c} },
		},
	}
	if len(c.learners) == 0 {
		groups = groups[:2]
	}
	return groups
}

// epochs says which messages are dead: requests below an acceptor's promise;
// promises for a number whose phase 1 is over at the proposer, for which half a
// number stands; and whatever comes to a learner that has learned.
//
// Two mutants do not keep their promises.
func (c config) epochs() *model.Epochs {
	const acceptor, proposer, learner = 0, 1, 2
	keepsPromise := c.mutant != forgetPromise
	keepsAccept := keepsPromise && c.mutant != acceptBelowPromise
	of := func(a *Acceptor, p *Proposer, l *Learner) []int {
		epochs := make([]int, 3)
		if a != nil && keepsPromise {
			epochs[acceptor] = int(a.Promised)
		}
		if p != nil {
			epochs[proposer] = 2 * int(p.Tried)
			if !p.Preparing {
				epochs[proposer]++
			}
		}
		if l != nil && l.Learned != 0 {
			epochs[learner] = 1
		}
		return epochs
	}
	return &model.Epochs{
		Of: func(n any) []int {
			switch n := n.(type) {
			case *Acceptor:
				return of(n, nil, nil)
			case *Proposer:
				return of(nil, n, nil)
			case *Learner:
				return of(nil, nil, n)
			case *Server:
				return of(&n.Acceptor, &n.Proposer, &n.Learner)
			}
			return nil
		},
		Stamp: func(m model.Message) (epoch, stamp int, ok bool) {
			switch m := m.(type) {
			case Prepare:
				return acceptor, int(m.Number), keepsPromise
			case Accept:
				return acceptor, int(m.Proposal.Number), keepsAccept
			case Promise:
				return proposer, 2 * int(m.Number), true
			case Accepted, Learned:
				return learner, 0, true
			}
			return 0, 0, false
		},
	}
}
