package check

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/synod-go/synod/tla/value"
)

// host answers the operators that ask about the run: TLCGet, TLCSet, Print, RandomElement and the like.
type host struct {
	model *Model

	mu        sync.Mutex
	registers map[string]value.Value
	out       io.Writer
	random    *rand.Rand
	read      []string // the files that were read
	start     time.Time

	// What the search that is going on says of itself.
	simulate            bool
	level               atomic.Uint32
	distinct, generated atomic.Uint64
	queue               atomic.Uint64 // states that were found and not yet expanded
	diameter            atomic.Uint32 // the greatest level so far
	// exit is set by TLCSet("exit", TRUE), which ends the search with stop.
	exit bool
	stop func()
}

func newHost(m *Model) *host {
	return &host{model: m, registers: map[string]value.Value{}, out: io.Discard, random: rand.New(rand.NewPCG(0, 0)), start: time.Now(), stop: func() {}}
}

// Print writes a line to the run's output.
func (h *host) Print(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fmt.Fprintln(h.out, text)
}

// Get is TLCGet.
func (h *host) Get(key value.Value) (value.Value, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if name, ok := key.AsString(); ok {
		if v, ok, err := h.figure(name); ok || err != nil {
			return v, ok, err
		}
	}
	v, ok := h.registers[key.String()]
	return v, ok, nil
}

// figure is a named figure of the run.
func (h *host) figure(name string) (value.Value, bool, error) {
	number := func(n uint64) (value.Value, bool, error) {
		return value.MakeInt(int32(min(n, 1<<31-1))), true, nil
	}
	u := h.model.universe
	record := func(pairs ...any) (value.Value, bool, error) {
		var names []string
		var vals []value.Value
		for i := 0; i < len(pairs); i += 2 {
			names = append(names, pairs[i].(string))
			vals = append(vals, pairs[i+1].(value.Value))
		}
		v, err := u.MakeRecord(names, vals)
		return v, true, err
	}
	switch name {
	case "-Dtlc2.tool.impl.Tool.cdot":
		return u.String("true"), true, nil // specs ask whether TLC evaluates \\cdot; here it always is
	case "duration":
		return number(uint64(time.Since(h.start).Seconds()))
	case "config":
		mode := "bfs"
		if h.simulate {
			mode = "simulate"
		}
		return record("mode", u.String(mode), "depth", value.MakeInt(-1), "deadlock", value.MakeBool(h.model.deadlock),
			"worker", value.MakeInt(1), "seed", value.MakeInt(0), "fingerprint", value.MakeInt(0), "traces", value.MakeInt(-1),
			"install", u.String(""), "sched", u.String(""))
	}
	distinct, generated, level := h.distinct.Load(), h.generated.Load(), uint64(h.level.Load())
	queue := h.queue.Load()
	switch name {
	case "level":
		return number(level)
	case "distinct":
		return number(distinct)
	case "generated":
		return number(generated)
	case "queue":
		return number(queue)
	case "diameter":
		return number(uint64(h.diameter.Load()))
	case "stats":
		return record("generated", value.MakeInt(int32(generated)), "distinct", value.MakeInt(int32(distinct)),
			"queue", value.MakeInt(int32(queue)), "duration", value.MakeInt(int32(time.Since(h.start).Seconds())),
			"diameter", value.MakeInt(int32(h.diameter.Load())), "traces", value.MakeInt(0))
	}
	return value.Value{}, false, nil
}

// Set is TLCSet.
func (h *host) Set(key, v value.Value) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if name, ok := key.AsString(); ok && name == "exit" {
		if v.IsTrue() && !h.exit {
			h.exit = true
			h.stop()
		}
		return nil
	}
	h.registers[key.String()] = v
	return nil
}

// Rand is where random choices come from.
func (h *host) Rand() *rand.Rand { return h.random }

// Now is the wall clock.
func (h *host) Now() time.Time { return time.Now() }

// Trace is the behaviour that leads to the current state.
func (h *host) Trace() (value.Value, error) {
	return value.Value{}, errors.New("the trace of the current state is not known to this operator (TLCExt!Trace is not supported yet)")
}

// Env is the environment; what the sources put into it comes first, and counts.
func (h *host) Env() []string { return append(slices.Clone(h.model.Sources.Env), os.Environ()...) }

func (h *host) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	if _, err := os.Stat(name); err == nil {
		return name
	}
	return filepath.Join(filepath.Dir(h.model.Sources.Spec), name)
}

// ReadFile reads a file; a relative name is looked for in the working directory, then beside the spec.
func (h *host) ReadFile(name string) ([]byte, error) {
	path := h.path(name)
	h.mu.Lock()
	h.read = append(h.read, path)
	h.mu.Unlock()
	return os.ReadFile(path)
}

// WriteFile writes a file.
func (h *host) WriteFile(name string, data []byte, add bool) error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if add {
		flags = os.O_WRONLY | os.O_CREATE | os.O_APPEND
	}
	f, err := os.OpenFile(name, flags, 0o666)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
