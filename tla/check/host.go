package check

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/tla/value"
	"github.com/synod-go/synod/traces"
)

// host answers the operators that ask about the run: TLCGet, TLCSet, Print, RandomElement and the like.
type host struct {
	run *run

	mu        sync.Mutex
	registers map[string]register
	out       io.Writer
	random    *rand.Rand
	read      []string // the files that were read
	start     time.Time

	// What the search that is going on says of itself.
	level               atomic.Uint32
	distinct, generated atomic.Uint64
	queue               atomic.Uint64 // states that were found and not yet expanded
	diameter            atomic.Uint32 // the greatest level so far
	initial             atomic.Uint64
	walks               *explore.Walks // of a simulation, else nil
	walksMade           atomic.Uint64
	at                  standpoint
	behaviour           [][]value.Value // of the counterexample that is shown, up to the state that is looked at
	step                *traces.Step    // of it, to that state
	counterexample      *Violation      // what was found, for a POSTCONDITION
	// exit is set by TLCSet("exit", TRUE), which ends the search with stop.
	exit bool
	stop func()
}

// register is what TLCSet set.
type register struct{ key, val value.Value }

func newHost(m *run) *host {
	return &host{run: m, registers: map[string]register{}, out: io.Discard, random: rand.New(rand.NewPCG(0, 0)), start: time.Now(), stop: func() {}}
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
	r, ok := h.registers[key.String()]
	return r.val, ok, nil
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
	h.registers[key.String()] = register{key, v}
	return nil
}

// Rand is where random choices come from.
func (h *host) Rand() *rand.Rand { return h.random }

// Now is the wall clock.
func (h *host) Now() time.Time { return time.Now() }

// Env is the environment; what the sources put into it comes first, and counts.
func (h *host) Env() []string { return append(slices.Clone(h.run.Sources.Env), os.Environ()...) }

func (h *host) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	if _, err := os.Stat(name); err == nil {
		return name
	}
	return filepath.Join(filepath.Dir(h.run.Sources.Spec), name)
}

// ReadFile reads a file; a relative name is looked for in the working directory, then beside the spec.
func (h *host) ReadFile(name string) ([]byte, error) {
	path := h.path(name)
	h.mu.Lock()
	h.read = append(h.read, path)
	h.mu.Unlock()
	return os.ReadFile(path)
}

// WriteFile writes a file, all of it or nothing if it is a new one or takes the place of another.
func (h *host) WriteFile(name string, data []byte, add bool) error {
	if info, err := os.Stat(name); !add && (errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode().IsRegular()) {
		return traces.ReplaceFile(name, data)
	}
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
