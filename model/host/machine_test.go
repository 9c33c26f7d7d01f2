package host_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/host"
)

// machine wraps a library: a function that counts, which is no plain data.
type machine struct {
	next  func() int
	saved savedCount
}

type (
	savedCount struct{ Last int }
	shownCount struct{ Last int }
)

func bootMachine(_ model.NodeID, disk any) model.Machine {
	m := &machine{}
	m.saved, _ = disk.(savedCount)
	last := m.saved.Last
	m.next = func() int { last++; return last }
	return m
}

func (m *machine) Start(env model.Env) { env.SetTimer("tick") }

func (m *machine) Receive(model.Env, model.NodeID, model.Message) {}

func (m *machine) Timeout(env model.Env, _ model.Timer) {
	if m.saved.Last = m.next(); m.saved.Last%3 != 0 {
		env.SetTimer("tick")
	}
	env.Record(noted{fmt.Sprint("counts ", m.saved.Last)})
}

func (m *machine) Disk() any  { return m.saved }
func (m *machine) State() any { return m.saved }
func (m *machine) Shown() any { return &shownCount{m.saved.Last} }

// A machine stays as it is between handlers, and is booted from its disk after a crash.
func TestMachines(t *testing.T) {
	sys := &model.System{Groups: []model.Group{{Prefix: "M", Count: 1, Boot: bootMachine, Timers: []model.TimerRange{{Timer: "tick"}}}}}
	r := run(t, sys, nil)
	r.saw("M counts 1", "M counts 2", "M counts 3")
	require.NoError(t, r.stop("M"))
	r.start("M", nil)
	r.saw("M counts 4", "M counts 6")
	log := r.logs().Sequences[0]
	require.Len(t, log.Events, 9)
	require.Equal(t, "{Last: 6}", log.Events[8].State.String())
}

// changing is a machine that changes what it is given.
type changing struct{ machine }

func (c *changing) Receive(_ model.Env, _ model.NodeID, m model.Message) { m.(*list).Items[0] = 7 }
func (c *changing) Start(env model.Env)                                  { env.Send(1, &list{[]int{1}}) }

type list struct{ Items []int }

func TestMachineThatChangesAMessage(t *testing.T) {
	sys := &model.System{
		Groups:   []model.Group{{Prefix: "M", Count: 1, Boot: func(model.NodeID, any) model.Machine { return &changing{} }}},
		Messages: []model.Message{&list{}},
	}
	h, err := host.New(host.Config{System: sys, Node: "M", Logger: quiet})
	require.NoError(t, err)
	require.ErrorContains(t, h.Run(t.Context()), "M: Receive of list from M: the machine changed a message that it was given")
}

// suspicious is a machine that a failure detector tells of somebody, of which it shows nothing.
type suspicious struct {
	machine
	what    string // changes
	saved   int
	noticed struct {
		times  int
		untold func() int
	}
}

func (s *suspicious) Start(model.Env)               {}
func (s *suspicious) Trust(model.Env, model.NodeID) {}
func (s *suspicious) Suspect(model.Env, model.NodeID) {
	switch s.what {
	case "disk", "disk, with a closure in the state":
		s.saved = 1
	case "state":
		s.noticed.times = 1
	}
}
func (s *suspicious) Disk() any  { return savedCount{s.saved} }
func (s *suspicious) State() any { return &s.noticed }
func (s *suspicious) Shown() any { return &shownCount{} }

// A suspicion that changes the machine is an event, and what it leaves is on the disk before
// anything else happens, also where the machine shows nothing of it.
func TestMachinesThatSuspect(t *testing.T) {
	for what, want := range map[string]struct {
		events []string
		saved  int
	}{
		"nothing":                           {nil, 0},
		"disk":                              {[]string{"suspect T1"}, 1},
		"state":                             {[]string{"suspect T1"}, 0},
		"disk, with a closure in the state": {[]string{"suspect T1"}, 1},
	} {
		sys := watchers(true)
		var found []int // on the disk
		sys.Groups[0] = model.Group{Prefix: "W", Count: 2, Crashes: true, Boot: func(_ model.NodeID, disk any) model.Machine {
			s := &suspicious{what: what}
			if saved, ok := disk.(savedCount); ok {
				found = append(found, saved.Last)
			}
			if what == "disk, with a closure in the state" {
				s.noticed.untold = func() int { return s.saved }
			}
			return s
		}}
		dir := t.TempDir()
		require.Equal(t, want.events, toldOf(t, sys, dir, func(h *host.Host) error { return h.Suspect("T1") }), what)
		require.Empty(t, found, what)
		toldOf(t, sys, dir)
		require.Equal(t, []int{want.saved}, found, what)
	}
}
