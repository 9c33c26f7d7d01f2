package host_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/host"
	"github.com/synod-go/synod/traces"
)

// counting counts the ticks of a timer, durably, until there are so many.
func counting(ticks int) *model.System {
	sys := toys(1, behaviour{
		start: func(n *toy, env model.Env) {
			n.Seen = strings.Split(strings.Repeat("x", 40), "")
			env.Record(noted{fmt.Sprint("starts with ", n.Count)})
			env.SetTimer("tick")
		},
		timeout: func(n *toy, env model.Env, _ model.Timer) {
			n.Count++
			if n.Count%ticks != 0 {
				env.SetTimer("tick")
				return
			}
			env.Record(noted{fmt.Sprint("has ", n.Count)})
		},
	})
	sys.Groups[0].Timers = []model.TimerRange{{Timer: "tick"}}
	return sys
}

// files returns the files of a run's node T, and restores them.
func (r *running) files() (restore func()) {
	saved := map[string][]byte{}
	paths, err := filepath.Glob(filepath.Join(r.dir, "T", "disk", "*"))
	require.NoError(r.t, err)
	for _, path := range append(paths, r.log("T")) {
		if saved[path], err = os.ReadFile(path); err != nil {
			require.ErrorIs(r.t, err, os.ErrNotExist)
		}
	}
	return func() {
		for path, b := range saved {
			require.NoError(r.t, os.WriteFile(path, b, 0o666))
		}
	}
}

// disk returns the only file of the node's disk.
func (r *running) disk() string {
	paths, err := filepath.Glob(filepath.Join(r.dir, "T", "disk", "state.*"))
	require.NoError(r.t, err)
	require.Len(r.t, paths, 1)
	return paths[0]
}

// Wherever a crash cuts the log, the disk knows what is missing: the log that goes on has every
// event once.
func TestLogGoesOnAfterACrash(t *testing.T) {
	r := run(t, counting(3), nil)
	r.saw("T has 3")
	require.NoError(t, r.stop("T"))
	restore := r.files()
	whole, err := os.ReadFile(r.log("T"))
	require.NoError(t, err)
	lines := bytes.SplitAfter(bytes.TrimSpace(whole), []byte("\n"))
	require.Len(t, lines, 5, "header, start, three ticks")
	head := len(whole) - len(lines[4]) - 1
	// The last batch is one tick: what was written of it, nothing to all, is completed.
	for _, cut := range []int{head, head + 1, len(whole) - 1, len(whole)} {
		restore()
		require.NoError(t, os.Truncate(r.log("T"), int64(cut)))
		r.start("T", nil)
		r.saw("T starts with 3")
		require.NoError(t, r.stop("T"))
		again, err := os.ReadFile(r.log("T"))
		require.NoError(t, err)
		require.True(t, bytes.HasPrefix(again, whole), "cut at %d:\n%s", cut, again)
		log, err := traces.ReadLogFile(r.log("T"))
		require.NoError(t, err)
		require.Equal(t, []string{traces.StepCrash, traces.StepRestart}, []string{log.Events[4].Kind, log.Events[5].Kind})
	}
	// Less than that is the log of somebody else.
	refused := func(cut int, want string) {
		t.Helper()
		restore()
		require.NoError(t, os.Truncate(r.log("T"), int64(cut)))
		_, err := host.New(r.config("T"))
		require.ErrorContains(t, err, want)
	}
	refused(head-1, "ends with event 2, but the node's disk knows that event 3 was logged")
	refused(len(lines[0]), "ends with event 0, but the node's disk knows that event 3 was logged")
	refused(0, "ends with event 0, but the node's disk knows that event 3 was logged")
	restore()
	require.NoError(t, os.WriteFile(r.log("T"), append([]byte("{}\n"), whole...), 0o666))
	_, err = host.New(r.config("T"))
	require.ErrorContains(t, err, "is not the log of such a node")
	restore()
	require.NoError(t, os.RemoveAll(filepath.Join(r.dir, "T")))
	_, err = host.New(r.config("T"))
	require.ErrorContains(t, err, "has 4 events, but there is no disk of the node: a new run needs a new log")
}

// Wherever the disk is cut the node starts with what it had before a handler or after it;
// what was changed in the middle is told, and the node does not start.
func TestDiskIsCutOrDamaged(t *testing.T) {
	r := run(t, counting(5), func(c *host.Config) { c.Log = "" })
	r.saw("T has 5")
	require.NoError(t, r.stop("T"))
	restore := r.files()
	whole, err := os.ReadFile(r.disk())
	require.NoError(t, err)
	last := map[string]bool{}
	for cut := len(whole); cut > len(whole)-400; cut -= 13 {
		restore()
		require.NoError(t, os.Truncate(r.disk(), int64(cut)))
		before := len(r.texts())
		r.start("T", nil)
		require.Eventually(t, func() bool { return len(r.texts()) > before }, 10*time.Second, time.Millisecond)
		last[r.texts()[before]] = true
		require.NoError(t, r.stop("T"))
	}
	for text := range last {
		require.Regexp(t, `^T starts with [0-5]$`, text)
	}
	require.Greater(t, len(last), 1)
	restore()
	damaged := bytes.Clone(whole)
	damaged[len(damaged)/2] ^= 1
	require.NoError(t, os.WriteFile(r.disk(), damaged, 0o666))
	_, err = host.New(r.config("T"))
	require.ErrorContains(t, err, r.disk()+", offset ")
	require.ErrorContains(t, err, "the disk is damaged, and what it held cannot be known")
}

func TestDiskOfAnother(t *testing.T) {
	r := run(t, counting(1), nil)
	r.saw("T has 1")
	cfg := r.config("T")
	_, err := host.New(cfg)
	require.EqualError(t, err, filepath.Join(r.dir, "T")+": another process uses it")
	require.NoError(t, r.stop("T"))
	cfg.Log = ""
	other := counting(1)
	other.Settings = map[string]string{"a": "b"}
	cfg.System = other
	_, err = host.New(cfg)
	require.ErrorContains(t, err, "is the disk of a node of another system")
	two := toys(2, behaviour{})
	_, err = host.New(host.Config{System: two, Node: "T1", Peers: map[string]string{"T2": "127.0.0.1:1"}, Disk: filepath.Join(r.dir, "T"), Logger: quiet})
	require.ErrorContains(t, err, `is the disk of node "T", not of T1`)
}

// A disk that is full ends the node before it says anything of what it could not keep.
func TestFullDiskEndsTheNode(t *testing.T) {
	faults := &host.Faults{}
	sys := toys(2, behaviour{
		start: func(n *toy, env model.Env) {
			if env.ID() == 1 {
				env.SetTimer("tick")
			}
		},
		timeout: func(n *toy, env model.Env, _ model.Timer) {
			faults.FullDisk(true)
			n.Count++
			env.Send(2, note{"counted"})
		},
		receive: func(_ *toy, env model.Env, _ model.NodeID, m model.Message) { env.Record(noted{m.(note).Text}) },
	})
	sys.Groups[0].Timers = []model.TimerRange{{Timer: "tick"}}
	r := run(t, sys, func(c *host.Config) {
		if c.Node == "T1" {
			c.Faults = faults
		}
	})
	err := r.waits["T1"]()
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.ErrorContains(t, err, "the disk has failed: write ")
	r.ends["T1"] = func() error { return nil }
	require.Never(t, func() bool { return len(r.texts()) > 0 }, 200*time.Millisecond, 5*time.Millisecond)
}

func TestLogging(t *testing.T) {
	for _, c := range []struct {
		logging    host.Logging
		start, one string
	}{
		{
			host.Logging{},
			`{"n":1,"event":"start","node":"T","state":{"Count":0,"Seen":["x",`,
			`{"n":2,"event":"timeout","node":"T","name":"tick","state":{"Count":1,"Map":{}},"sent":[]}`,
		},
		{host.Logging{Most: -1}, `{"n":1,`, `{"n":2,"event":"timeout","node":"T","name":"tick","state":{"Count":1,"Seen":["x",`},
		{host.Logging{Fields: []string{"Count"}}, `{"n":1,"event":"start","node":"T","state":{"Count":0},"sent":[]}`, `{"n":2,"event":"timeout","node":"T","name":"tick","state":{"Count":1},"sent":[]}`},
		{host.Logging{Fields: []string{}}, `{"n":1,"event":"start","node":"T","state":{},"sent":[]}`, `{"n":2,"event":"timeout","node":"T","name":"tick","state":{},"sent":[]}`},
		{host.Logging{Fields: []string{}, Unlogged: []string{"start"}}, `{"n":1,"event":"timeout","node":"T","name":"tick","state":{},"sent":[]}`, ""},
		{host.Logging{Fields: []string{}, Unlogged: []string{"timeout tick"}}, `{"n":1,"event":"start","node":"T","state":{},"sent":[]}`, ""},
	} {
		r := run(t, counting(1), func(cfg *host.Config) { cfg.Logging = c.logging })
		r.saw("T has 1")
		require.NoError(t, r.stop("T"))
		b, err := os.ReadFile(r.log("T"))
		require.NoError(t, err)
		times := regexp.MustCompile(`,"time":"[^"]*Z"`)
		lines := append(strings.Split(strings.TrimSpace(times.ReplaceAllString(string(b), "")), "\n"), "")
		require.Contains(t, lines[0], `"only":["T"]`)
		require.True(t, strings.HasPrefix(lines[1], c.start), "%+v: %s", c.logging, lines[1])
		require.True(t, strings.HasPrefix(lines[2], c.one), "%+v: %s", c.logging, lines[2])
		if c.one == "" {
			require.Empty(t, lines[2])
		}
		l, err := traces.ReadLogFile(r.log("T"))
		require.NoError(t, err)
		for _, e := range l.Events {
			require.WithinDuration(t, time.Now(), e.Time, time.Minute)
		}
	}
}

// Inputs that wait for each other share a write.
func TestInputsShareAWrite(t *testing.T) {
	const many = 200
	sys := toys(2, behaviour{
		start: func(_ *toy, env model.Env) {
			for range many {
				if env.ID() == 1 {
					env.Send(2, note{"count"})
				}
			}
		},
		receive: func(n *toy, env model.Env, _ model.NodeID, _ model.Message) {
			if n.Count++; n.Count == many {
				env.Record(noted{"all"})
			}
		},
	})
	faults := &host.Faults{}
	faults.SlowDisk(5 * time.Millisecond)
	r := run(t, sys, func(c *host.Config) {
		if c.Node == "T2" {
			c.Faults = faults
		}
	})
	began := time.Now()
	r.saw("T2 all")
	require.Less(t, time.Since(began), many*5*time.Millisecond/2)
	require.Equal(t, many+1, len(r.logs().Sequences[1].Events))
}
