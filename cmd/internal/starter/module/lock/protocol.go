package lock

import "github.com/synod-go/synod/model"

// The mutants.
const (
	anyGrant     = "any-grant"
	anyRelease   = "any-release"
	anyRequest   = "any-request"
	forgetHolder = "forget-holder"
)

// Protocol is the lock service as the command line and the tests explore it.
var Protocol = model.Protocol{
	Name:   "lock",
	Doc:    "a lock service with one server",
	Source: "this module",
	Params: []model.Param{
		{Name: "clients", Doc: "number of clients", Default: 2, Min: 2, Max: 5},
		{Name: "asks", Doc: "how often clients ask, all together", Default: 4, Min: 1, Max: 20, Bounds: []string{string(ask)}},
		model.CrashesParam("the server", 1),
		model.NetworkParam(model.Multiset),
	},
	Messages: []model.Message{Acquire{}, Grant{}, Release{}},
	Mutants: []model.Mutant{
		{
			Name: anyGrant, Doc: "A client that waits takes any grant, also one for an older request.",
			Rule:   "A client takes a grant only for its last request.",
			Breaks: mutualExclusion.Name, Length: 11,
		},
		{
			Name: anyRelease, Doc: "The server frees the lock when its holder releases it, whatever the request.",
			Rule:   "A release counts only if it is for the request that was granted.",
			Breaks: mutualExclusion.Name, Length: 10,
		},
		{
			Name: anyRequest, Doc: "The server grants also an older request of the client that has the lock.",
			Rule:   "A request that is older than the one that was granted is no request any more.",
			Breaks: mutualExclusion.Name, Length: 10,
		},
		{
			Name: forgetHolder, Doc: "The server forgets in a crash who has the lock.",
			Rule:   "The holder of the lock is on disk before the grant is sent.",
			Breaks: mutualExclusion.Name, Length: 8,
		},
	},
	New: system,
}

func system(s model.Settings) (*model.System, error) {
	clients := s.Int("clients")
	server := model.NodeID(clients + 1)
	env, err := s.Environment()
	if err != nil {
		return nil, err
	}
	sys := &model.System{
		Groups: []model.Group{
			{Prefix: "C", Count: clients, Symmetric: true, New: func(model.NodeID) model.Node {
				return &Client{server: server, mutant: s.Mutant}
			}},
			{Prefix: "S", Count: 1, Crashes: env.Faults.Crashes > 0, New: func(model.NodeID) model.Node {
				return &Server{mutant: s.Mutant}
			}},
		},
		TimerBounds: []model.TimerBound{{Timer: ask, Total: s.Int("asks")}},
		Properties:  []model.Property{mutualExclusion},
		Goals:       []model.Goal{held},
		Symmetry:    true,
	}
	env.Into(sys)
	return sys, nil
}

var mutualExclusion = model.Property{
	Name: "mutual-exclusion",
	Doc:  "No two clients hold the lock.",
	Check: model.Pairwise(func(a, b model.View[*Client]) model.Verdict {
		switch {
		case a.Node.Holds && b.Node.Holds:
			return model.Violated("%s and %s both hold the lock", a.Name, b.Name)
		case a.Node.Holds || b.Node.Holds:
			return model.Holds
		}
		return model.Untested
	}),
}

var held = model.Goal{
	Name: "held",
	Doc:  "A client holds the lock.",
	Check: model.Local(func(v model.View[*Client]) model.Reached {
		return model.ReachedIf(v.Node.Holds, "%s holds the lock", v.ID)
	}),
}
