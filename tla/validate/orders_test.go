package validate_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/epaxos"
	"github.com/synod-go/synod/impl/paxos"
	"github.com/synod-go/synod/impl/pmmc"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/impl/vr"
	"github.com/synod-go/synod/impl/zab"
	"github.com/synod-go/synod/internal/recording"
	"github.com/synod-go/synod/internal/simulated"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/validate"
	"github.com/synod-go/synod/traces"
)

// maxOrders is how many orders of the events of some logs are tried one by one.
const maxOrders = 250

// orders are all orders of the events that keep what is known of it; nil if there are too many.
func orders(j *traces.Logs) (all [][]traces.Place) {
	var order []traces.Place
	var extend func(done []int) bool
	extend = func(done []int) bool {
		next := j.Next(done)
		if len(next) == 0 {
			all = append(all, slices.Clone(order))
			return len(all) <= maxOrders
		}
		for _, p := range next {
			order = append(order, p)
			done[p.Sequence]++
			more := extend(done)
			done[p.Sequence]--
			order = order[:len(order)-1]
			if !more {
				return false
			}
		}
		return true
	}
	if !extend(make([]int, len(j.Sequences))) {
		return nil
	}
	return all
}

// naively holds each order of the events, as one log, against the ground truth: how many events
// fit at most, and whether an order fits in whole. ok is false if there are too many orders.
func naively(t *testing.T, p truth, j *traces.Logs) (matched int, fits, ok bool) {
	all := orders(j)
	if all == nil {
		return 0, false, false
	}
	joined, places, err := j.Joined()
	require.NoError(t, err)
	at := map[traces.Place]int{}
	for i, q := range places {
		at[q] = i
	}
	for _, order := range all {
		l := *joined
		l.Events = nil
		for _, q := range order {
			l.Events = append(l.Events, joined.Events[at[q]])
		}
		var text bytes.Buffer
		require.NoError(t, traces.WriteLog(&text, &l))
		n, whole := behaviour(t, p, text.Bytes())
		matched, fits = max(matched, n), fits || whole
	}
	return matched, fits, true
}

// byCuts is naively for more events: of the orders that have the same events behind them, and
// may have led to the same states, one is followed. What events mean must not depend on those
// before. ok is false if there are too many.
func byCuts(t *testing.T, p truth, j *traces.Logs) (matched int, fits, ok bool) {
	joined, places, err := j.Joined()
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, traces.WriteLog(&text, joined))
	header, events := readObjects(t, text.Bytes())
	eventAt := map[traces.Place]object{}
	for i, q := range places {
		eventAt[q] = events[i]
	}
	kinds, _ := header["unlogged"].([]any)
	w := walkerOf(t, p.module(header, events))
	type cut struct {
		done   []int
		states []*met
	}
	first := cut{done: make([]int, len(j.Sequences))}
	require.NoError(t, w.Steps(nil, func(x check.WalkedStep) bool {
		first.states = append(first.states, w.meet(x.To))
		return true
	}))
	now, tried := []cut{first}, 0
	for n := range len(events) {
		var next []cut
		known := map[string]bool{}
		for _, c := range now {
			for _, q := range j.Next(c.done) {
				if tried++; tried > 3000 {
					return 0, false, false
				}
				states := w.after(t, p, kinds, eventAt[q], c.states)
				if len(states) == 0 {
					continue
				}
				slices.SortFunc(states, func(a, b *met) int { return cmp.Compare(a.Hash(), b.Hash()) })
				d := cut{slices.Clone(c.done), states}
				d.done[q.Sequence]++
				if key := fmt.Sprint(d.done, hashes(states)); !known[key] {
					known[key] = true
					next = append(next, d)
				}
			}
		}
		if len(next) == 0 {
			return n, false, true
		}
		now = next
	}
	return len(events), true, true
}

func hashes(list []*met) (out []uint64) {
	for _, m := range list {
		out = append(out, m.Hash())
	}
	return out
}

// byNode splits a log of the whole run. What happens in the network has a log of its own.
func byNode(l *traces.Log) (logs []*traces.Log) {
	for _, node := range append(slices.Clone(l.Nodes), "") {
		part := *l
		part.Only, part.Events = []string{}, nil
		if node != "" {
			part.Only = []string{node}
		}
		for _, e := range l.Events {
			if e.Node == node {
				part.Events = append(part.Events, e)
			}
		}
		logs = append(logs, &part)
	}
	return logs
}

// writeLogs writes logs to files of their own.
func writeLogs(t *testing.T, logs []*traces.Log) (paths []string) {
	dir := t.TempDir()
	for i, l := range logs {
		path := filepath.Join(dir, fmt.Sprintf("n%d.ndjson", i+1))
		require.NoError(t, traces.WriteLogFile(path, l))
		paths = append(paths, path)
	}
	return paths
}

// counted counts verdicts, so that a test that never rejects is seen, and what had none.
type counted struct{ accepted, rejected, skipped int }

// requireNaive holds the validation of several logs against all orders of their events.
func (c *counted) requireNaive(t *testing.T, logs []*traces.Log, what string, naive func(*testing.T, truth, *traces.Logs) (int, bool, bool)) {
	protocol := logs[0].Protocol
	j, err := traces.Join(logs...)
	if err != nil {
		c.skipped++ // they are refused: that is another answer
		return
	}
	matched, fits, ok := naive(t, truths[protocol](), j)
	if !ok {
		c.skipped++ // there are too many orders
		return
	}
	r, err := validate.RunLogs(context.Background(), writeLogs(t, logs), validate.Options{Spec: specFile(protocol), Near: -1})
	require.NoError(t, err, what)
	require.Equal(t, fits, r.Verdict == validate.Accepted, "%s: %s", what, r)
	require.Equal(t, matched, r.Matched, what)
	if fits {
		c.accepted++
		return
	}
	c.rejected++
	require.NotEmpty(t, r.Unplaced, what)
}

// broken makes wrong logs of some that are right: an event of one of them is removed, doubled,
// swapped with the next or changed.
func broken(t *testing.T, logs []*traces.Log, rng *rand.Rand, most int) (all [][]*traces.Log, what []string) {
	for range 20 * most {
		i := rng.IntN(len(logs))
		if len(logs[i].Events) == 0 {
			continue
		}
		var text bytes.Buffer
		require.NoError(t, traces.WriteLog(&text, logs[i]))
		list := mutations(t, text.Bytes(), rng)
		x := list[rng.IntN(len(list))]
		l, err := traces.ReadLog(bytes.NewReader(x.text))
		if err != nil {
			continue
		}
		changed := slices.Clone(logs)
		changed[i] = l
		all, what = append(all, changed), append(what, fmt.Sprintf("%s %s of log %d", x.kind, x.what, i+1))
		if len(all) == most {
			break
		}
	}
	return all, what
}

// TestOrdersOfRecordedLogs: the first events of each recorded log, split by node and without any
// order between the nodes, right and broken.
func TestOrdersOfRecordedLogs(t *testing.T) {
	most, lengths := 2, []int{6}
	if os.Getenv(largeEnv) != "" {
		most, lengths = 30, []int{4, 5, 6, 7, 8, 9}
	}
	by := map[string]*counted{}
	for protocol := range truths {
		by[protocol] = &counted{}
	}
	logs := toldLogs(t)
	for _, name := range slices.Sorted(maps.Keys(logs)) {
		rng := rand.New(rand.NewPCG(1, 2))
		for _, n := range lengths {
			l := *logs[name]
			l.Events = l.Events[:min(n, len(l.Events))]
			parts, c := byNode(&l), by[l.Protocol]
			c.requireNaive(t, parts, name, naively)
			wrong, what := broken(t, parts, rng, most)
			for i := range wrong {
				c.requireNaive(t, wrong[i], fmt.Sprintf("%s, %d events, %s", name, n, what[i]), naively)
			}
		}
		clear(walkers)
	}
	var all counted
	for protocol, c := range by {
		t.Logf("%s: %+v", protocol, *c)
		require.Positive(t, c.accepted, protocol)
		require.Positive(t, c.rejected, protocol)
		all.accepted, all.rejected, all.skipped = all.accepted+c.accepted, all.rejected+c.rejected, all.skipped+c.skipped
	}
	require.Greater(t, all.accepted, 20)
	require.Greater(t, all.rejected, 20)
	require.Less(t, all.skipped, all.accepted+all.rejected)
}

// simulatedRaft is a run of Raft as it would be live.
func simulatedRaft(seed uint64, events int, change func(*simulated.Options)) simulated.Options {
	o := simulated.Options{
		Protocol: &raft.Protocol, Settings: map[string]string{"commands": "10000", "heartbeats": "-1", "terms": "1000"},
		Seed: seed, Events: events, Crashes: 10, Loss: 50, Duplicates: 50, Partitions: 2, Most: 32,
		Timers:   map[model.Timer][2]int{"election": {150, 300}, "heartbeat": {50, 50}, "command": {3, 6}},
		Hastened: map[string]model.Timer{"AppendEntries": "election"},
	}
	if change != nil {
		change(&o)
	}
	return o
}

// TestOrdersOfSimulatedLogs: short runs with ids of messages, vector clocks, both or neither.
func TestOrdersOfSimulatedLogs(t *testing.T) {
	seeds, most := uint64(12), 3
	if os.Getenv(largeEnv) != "" {
		seeds, most = 300, 10
	}
	var c counted
	defer clear(walkers)
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(seed, 2))
		logs, err := simulated.Run(simulatedRaft(seed, 10+rng.IntN(25), func(o *simulated.Options) {
			o.Settings["terms"] = "30"
			o.Crashes, o.Loss, o.Duplicates = 800, 1000, 2000
			o.Clocks, o.NoIDs, o.NoSent, o.NoMessages = rng.IntN(3) == 0, rng.IntN(3) == 0, rng.IntN(4) == 0, rng.IntN(3) == 0
			o.Lost = rng.IntN(2) == 0
			if rng.IntN(4) == 0 {
				o.Fields = []string{"Role"}
			}
		}))
		require.NoError(t, err)
		c.requireNaive(t, logs, fmt.Sprintf("seed %d", seed), byCuts)
		wrong, what := broken(t, logs, rng, most)
		for i := range wrong {
			c.requireNaive(t, wrong[i], fmt.Sprintf("seed %d, %s", seed, what[i]), byCuts)
		}
	}
	t.Logf("%d accepted, %d rejected", c.accepted, c.rejected)
	require.Greater(t, c.accepted, 5)
	require.Greater(t, c.rejected, 5)
}

// TestLostEvents: the last event before a kill may be missing if the header says so, and only then.
// These are the protocols whose nodes have something on their disks when they come back.
func TestLostEvents(t *testing.T) {
	of := func(p *model.Protocol, events int, settings ...string) simulated.Options {
		o := simulated.Options{Protocol: p, Settings: map[string]string{}, Events: events}
		for i := 0; i < len(settings); i += 2 {
			o.Settings[settings[i]] = settings[i+1]
		}
		return o
	}
	for _, c := range []simulated.Options{
		simulatedRaft(0, 120, nil),
		of(&pmmc.Protocol, 120, "clients", "2", "scripts", "p,g,a,g,...", "retries", "1", "refusals", "true", "crashes", "5"),
		of(&vr.Protocol, 120, "clients", "2", "scripts", "p,g,a,g,...", "retries", "-1", "changes", "", "commits", "-1", "recoveries", "", "crashes", "1"),
		of(&paxos.Protocol, 40, "ballots", "100", "crashes", "100"),
		of(&paxos.Protocol, 40, "ballots", "100", "crashes", "100", "layout", "shared"),
		of(&epaxos.Protocol, 60, "commands", "3", "recoveries", "100,100,100", "crashes", "100"),
	} {
		missed := 0
		for seed := range uint64(5) {
			c.Seed, c.Crashes, c.Lost = seed, 60_000/c.Events, true
			what := fmt.Sprintf("%s %s, seed %d", c.Protocol.Name, c.Settings["layout"], seed)
			logs, err := simulated.Run(c)
			require.NoError(t, err)
			for _, l := range logs {
				l.Settings = maps.Clone(l.Settings)
				for _, bound := range []string{"ballots", "slots", "views"} {
					delete(l.Settings, bound) // nothing is bounded in a run
				}
			}
			r, err := validate.RunLogs(context.Background(), writeLogs(t, logs), validate.Options{Spec: specFile(c.Protocol.Name)})
			require.NoError(t, err)
			require.Equal(t, validate.Accepted, r.Verdict, "%s: %s", what, r)
			for i := range logs {
				whole := *logs[i]
				whole.Lost = false
				logs[i] = &whole
			}
			if r, err = validate.RunLogs(context.Background(), writeLogs(t, logs), validate.Options{Spec: specFile(c.Protocol.Name), Near: -1}); err == nil && r.Verdict == validate.Rejected {
				missed++
			}
		}
		require.Positive(t, missed, "%s: lost events that are missed when none may be lost", c.Protocol.Name)
	}
}

// TestLostEventsOfZab: the same of Zab, whose channels presume an order that the simulated network
// does not have. In a recorded run the last event of a server before its crash is left out, if
// nobody receives its messages before the server is back.
func TestLostEventsOfZab(t *testing.T) {
	tried, missed := 0, 0
	for seed := range 60 {
		r := recording.Recording{
			Protocol: &zab.Protocol, Steps: 150, Seed: seed, Sent: true,
			Settings: map[string]string{"crashes": "25", "elections": "20,20,20", "give-ups": "10,10,10", "changes": "20"},
		}
		l, err := r.Log()
		require.NoError(t, err)
		for n := range l.Events {
			at := lostBefore(l, n)
			if at < 0 {
				continue
			}
			cut := *l
			cut.Events = slices.Delete(slices.Clone(l.Events[:n+1]), at, at+1)
			accepts := func(lost bool) bool {
				cut.Lost = lost
				path := filepath.Join(t.TempDir(), "zab.ndjson")
				require.NoError(t, traces.WriteLogFile(path, &cut))
				r, err := validate.Run(context.Background(), path, validate.Options{Spec: specFile("zab"), Near: -1})
				require.NoError(t, err)
				return r.Verdict == validate.Accepted
			}
			tried++
			require.True(t, accepts(true), "seed %d, up to event %d without event %d", seed, n+1, at+1)
			if !accepts(false) {
				missed++
			}
			break
		}
	}
	require.Greater(t, tried, 5)
	require.Positive(t, missed, "lost events that are missed when none may be lost")
}

// lostBefore is the last event of a server before the crash from which it comes back in event n,
// if that changed what is on its disk, and nobody has received its messages by then; -1 if there
// is none.
func lostBefore(l *traces.Log, n int) int {
	node := l.Events[n].Node
	if l.Events[n].Kind != traces.StepRestart {
		return -1
	}
	var own []int // its events
	for i, e := range l.Events[:n] {
		if e.Node == node {
			own = append(own, i)
		}
	}
	if len(own) < 3 || l.Events[own[len(own)-1]].Kind != traces.StepCrash {
		return -1
	}
	at, before := own[len(own)-2], own[len(own)-3]
	for _, e := range l.Events[at:n] {
		if e.From == node {
			return -1
		}
	}
	for _, field := range []string{"AcceptedEpoch", "CurrentEpoch", "History"} {
		now, _ := l.Events[at].State.Get(field)
		was, _ := l.Events[before].State.Get(field)
		if !traces.Equal(now, was) {
			return at
		}
	}
	return -1
}

// TestRacesLimitTheSearch: where nothing races the logs are rejected when the first order has come
// to its end.
func TestRacesLimitTheSearch(t *testing.T) {
	logs, err := simulated.Run(simulatedRaft(3, 400, nil))
	require.NoError(t, err)
	l := *logs[1]
	l.Events = slices.Clone(l.Events)
	i := len(l.Events) / 2
	for l.Events[i].Kind != traces.StepDeliver {
		i++
	}
	e := &l.Events[i]
	e.State = slices.Clone(e.State)
	for k := range e.State {
		if e.State[k].Name == "CommitIndex" {
			e.State[k].Value = traces.Int(9999)
		}
	}
	logs[1] = &l
	paths := writeLogs(t, logs)
	r, err := validate.RunLogs(context.Background(), paths, validate.Options{Spec: filepath.Join("..", "Raft.tla")})
	require.NoError(t, err)
	require.Equal(t, validate.Rejected, r.Verdict)
	require.Equal(t, paths[1], r.Misfit.Log)
	require.Equal(t, i+1, r.Misfit.Event)
	require.Equal(t, i+2, r.Misfit.Line)
	require.Contains(t, r.Misfit.Near[0].Conjunct, "commitIndex'[i] = event.state.CommitIndex")
	require.Equal(t, uint64(r.Matched+1), r.States, "each cut was visited once")
	text := r.String()
	require.Contains(t, text, fmt.Sprintf("%d of 400 events can be placed, event %d of %s cannot.", r.Matched, i+1, paths[1]))
	require.Contains(t, text, "waits for event ")

	run, err := r.Refused()
	require.NoError(t, err)
	require.Equal(t, r.Matched+1, run.Steps())
}

func TestLogsThatCannotBeJoined(t *testing.T) {
	logs, err := simulated.Run(simulatedRaft(3, 20, nil))
	require.NoError(t, err)
	whole, _, err := func() (*traces.Log, []traces.Place, error) {
		j, err := traces.Join(logs...)
		require.NoError(t, err)
		return j.Joined()
	}()
	require.NoError(t, err)
	paths := append(writeLogs(t, logs), writeLogs(t, []*traces.Log{whole})...)
	for want, list := range map[string][]string{
		"there is no log of S3; the logs of all nodes are needed": paths[:2],
		"log 3: S1 has another log":                               {paths[0], paths[1], paths[0]},
		"it has the events of all nodes":                          paths,
		"no such file":                                            {paths[0], "absent.ndjson"},
	} {
		_, err := validate.RunLogs(context.Background(), list, validate.Options{Spec: filepath.Join("..", "Raft.tla")})
		var unreadable *validate.LogError
		require.ErrorAs(t, err, &unreadable, want)
		require.ErrorContains(t, err, want)
	}
	r, err := validate.RunLogs(context.Background(), paths[3:], validate.Options{Spec: filepath.Join("..", "Raft.tla")})
	require.NoError(t, err)
	require.Equal(t, validate.Accepted, r.Verdict)
	require.Empty(t, r.Logs)
}
