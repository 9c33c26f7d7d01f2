package handler

import (
	"bytes"
	"runtime"
	"sync"

	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/step"
)

// usage says who uses an Env, and when.
type usage struct {
	mu      sync.Mutex
	over    bool   // the handler has returned
	owner   string // the goroutine of the handler, when that is looked at
	foreign string // the method that another goroutine called
}

// enter takes the lock for a method of Env. It returns false, and has not taken
// it, when the handler has returned.
func (r *Run) enter(method string) bool {
	r.mu.Lock()
	if r.over {
		r.mu.Unlock()
		r.runner.Late.add(LateUse{r.before, r.call.In, r.runner.Name(r.call) + ": Env." + method +
			" was called after the handler had returned; an Env is valid only until then (a goroutine, or an Env that was kept)"})
		return false
	}
	if r.owner != "" && r.owner != goroutine() {
		r.foreign = method
	}
	return true
}

// end says that the handler has returned.
func (r *Run) end() {
	if r.owner != "" {
		runtime.Gosched() // what it started may run now
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
}

// goroutine returns the name of the goroutine that runs.
func goroutine() string {
	var buf [32]byte
	b := buf[:runtime.Stack(buf[:], false)]
	return string(bytes.TrimRight(b[:bytes.IndexByte(b, '[')], " "))
}

// LateUse is the use of an Env after its handler returned: the node's state before the
// handler, what the node was given, and what is wrong.
type LateUse struct {
	Before node.State
	In     step.Input
	Text   string
}

// Late gathers late uses, one of each state and input.
type Late struct {
	mu   sync.Mutex
	uses []LateUse
}

func (l *Late) add(u LateUse) {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := u.Before.Append(nil)
	for _, have := range l.uses {
		if have.In == u.In && bytes.Equal(have.Before.Append(nil), key) {
			return
		}
	}
	l.uses = append(l.uses, u)
}

// Take returns the late uses so far, which are then forgotten.
func (l *Late) Take() []LateUse {
	l.mu.Lock()
	defer l.mu.Unlock()
	uses := l.uses
	l.uses = nil
	return uses
}
