package lock

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tailscale.com/tka"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
)

// Protocol is the library as a family of systems, for a command line.
var Protocol = model.Protocol{
	Name:     "tailnetlock",
	Doc:      "Tailnet lock: trusted keys in a signed log that clients synchronise with a control plane, by the library tailscale.com/tka",
	Source:   "tailscale.com, package tka",
	Params:   params,
	Mutants:  mutants,
	Claims:   claims,
	Messages: []model.Message{Offer{}, OfferReply{}, Send{}, SendReply{}, Submit{}, SubmitReply{}},
	New: func(s model.Settings) (*model.System, error) {
		env, err := s.Environment()
		if err != nil {
			return nil, err
		}
		c := &config{
			clients:  s.Int("clients"),
			keep:     s.Int("keep"),
			ages:     s.Int("ages"),
			oneChild: s.Mutant == oneChild,
		}
		c.begin = beginning(c.clients, s.Int("history"))
		scripts, bound, err := language.Parse(s.Text("scripts"), c.clients)
		if err != nil {
			return nil, err
		}
		sys := &model.System{
			Groups: []model.Group{
				{Prefix: "C", Count: c.clients, Crashes: env.Faults.Crashes > 0, Omit: omitted, Boot: func(id model.NodeID, disk any) model.Machine {
					return c.client(int(id), scripts[id-1], disk)
				}},
				{Prefix: "P", Count: 1, Omit: omitted, Boot: func(_ model.NodeID, disk any) model.Machine {
					from, _ := disk.(Stored)
					return &control{c.open(from)}
				}},
			},
			Bounds:     []model.Bound{bound},
			Properties: properties,
			Goals:      goals,
		}
		if c.ages > 0 {
			sys.TimerBounds = []model.TimerBound{{Timer: ageTimer, Total: c.ages, Fault: true}}
		}
		env.Into(sys)
		return sys, nil
	},
}

var params = []model.Param{
	{Name: "clients", Doc: "clients, each with a key that is trusted from the start", Default: 2, Min: 1, Max: 4},
	{Name: "scripts", Doc: `how users change the keys: "add*5,revoke:2;remove:1" has the first add five keys, then revoke K2 for all time, and the second remove K1; where nothing is said they add one`, Default: ""},
	{Name: "history", Doc: "updates before the run, the first of them a checkpoint", Default: 0, Min: 0, Max: 99},
	{Name: "keep", Doc: "how many updates a compaction keeps at least; 0: clients never compact", Default: 1, Min: 0, Max: 99},
	{Name: "ages", Doc: "how often two weeks pass at a client: what it has is then old enough for a compaction", Default: 0, Max: 9, Bounds: []string{string(ageTimer)}, With: "keep"},
	model.CrashesParam("clients", 0),
	model.NetworkParam(model.Multiset),
}

// omitted are the fields that do not tell states apart.
var omitted = map[string]string{
	"tka.Mem.commitTimes": "times of the real clock; the harness has its own",
}

// config is what the nodes know of the settings.
type config struct {
	clients, keep, ages int
	oneChild            bool
	begin               Stored
}

// otherKey is the key that comes and goes before the run.
const otherKey = 99

// twoWeeks is how long an update is kept anyway.
const twoWeeks = 14 * 24 * time.Hour

// open opens a replica from its disk, or from the beginning.
func (c *config) open(from Stored) replica {
	if len(from.Updates) == 0 {
		from = c.begin
	}
	return open(from, c.oneChild)
}

func (c *config) client(number int, script []change, disk any) *node {
	from, _ := disk.(Disk)
	return &node{
		replica: c.open(from.Stored), saved: from.Saved,
		config: c, number: number, plane: model.NodeID(c.clients + 1), script: script,
	}
}

// beginning is what everybody has at the start: a first update that trusts the clients'
// keys, a checkpoint, and updates that add a key and remove it.
func beginning(clients, history int) Stored {
	r := replica{store: &store{Mem: &tka.Mem{}}}
	var err error
	r.authority, _, err = tka.Create(r.store, genesisState(clients), signers[1])
	must(err)
	for n := 1; n <= history; n++ {
		b := r.authority.NewUpdater(signers[1])
		var made []tka.AUM
		switch {
		case n == 1:
			made = []tka.AUM{must1(checkpointOf(r.authority, r.store, 1))}
		case n%2 == 0:
			must(b.AddKey(publicKey(otherKey)))
			made = must1(b.Finalize(r.store))
		default:
			must(b.RemoveKey(signers[otherKey].KeyID()))
			made = must1(b.Finalize(r.store))
		}
		must(r.authority.Inform(r.store, made))
	}
	return r.stored()
}

// checkpointOf makes a checkpoint, which the library itself makes every fifty updates. (It
// has no other way to be asked for one than a revocation of nothing.)
func checkpointOf(a *tka.Authority, s tka.Chonk, by int) (tka.AUM, error) {
	c, err := a.MakeRetroactiveRevocation(s, nil, nil, a.Head())
	if err != nil {
		return tka.AUM{}, err
	}
	c.Signatures = must1(signers[by].SignAUM(c.SigHash()))
	return *c, nil
}

// change is a change of the keys.
type change struct {
	what string
	keys []int
}

func (c change) String() string { return fmt.Sprint(c.what, c.keys) }

const (
	add        = "add"
	remove     = "remove"
	revoke     = "revoke"
	checkpoint = "checkpoint"
	none       = "none"
)

// language is how scripts are written.
var language = client.Language[change]{
	Accepted: `scripts like "add*5,revoke:2;remove:1,checkpoint"`,
	Default:  func(int) string { return add },
	Operation: func(word string, client, n int) (change, error) {
		wrong := fmt.Errorf("%q is no change; accepted are none, add, add*5, remove:1, revoke:1 and checkpoint", word)
		what, number, has := strings.Cut(word, ":")
		switch what {
		case remove, revoke:
			k, err := strconv.Atoi(number)
			if err != nil || k < 1 || k > maxKey {
				return change{}, wrong
			}
			return change{what, []int{k}}, nil
		case checkpoint, none:
			if has {
				return change{}, wrong
			}
			return change{what: what}, nil
		}
		what, number, has = strings.Cut(word, "*")
		count, err := 1, error(nil)
		if has {
			count, err = strconv.Atoi(number)
		}
		if what != add || err != nil || count < 1 || count > 20 {
			return change{}, wrong
		}
		keys := make([]int, count)
		for i := range keys {
			keys[i] = 200*client + 20*n + i // K220, K221, … of the first change of the first client
		}
		return change{add, keys}, nil
	},
}
