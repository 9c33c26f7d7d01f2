// Package globals: writes to package variables.
package globals

import (
	"bytes"
	"errors"
	"regexp"

	"github.com/synod-go/synod/model"
)

type counter struct{ n int }

func (c *counter) inc()     { c.n++ }
func (c *counter) get() int { return c.n }

var (
	total   int
	cache   = map[string]int{}
	list    []int
	config  struct{ Debug bool }
	count   counter
	shared  = &counter{}
	buffer  bytes.Buffer
	errFull = errors.New("full")
	word    = regexp.MustCompile(`\w+`)
	names   = []string{"a", "b"}
)

type Node struct{ n int }

func (s *Node) Start(env model.Env) {}

func (s *Node) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	total++                 // want `the handler changes package variable total`
	total = 1               // want `the handler changes package variable total`
	cache["x"] = 1          // want `the handler changes package variable cache`
	delete(cache, "x")      // want `the handler changes package variable cache`
	list = append(list, 1)  // want `the handler changes package variable list`
	config.Debug = true     // want `the handler changes package variable config`
	count.inc()             // want `globals.counter.inc changes package variable count`
	shared.inc()            // want `globals.counter.inc changes package variable shared`
	note(cache)             // want `globals.note changes package variable cache`
	bump(&total)            // want `globals.bump changes package variable total`
	buffer.WriteString("x") // want `bytes.Buffer.WriteString changes package variable buffer`
	for total = range 3 {   // want `the handler changes package variable total`
	}
}

func note(m map[string]int) { m["x"] = 1 }
func bump(i *int)           { *i++ }

// Reading is fine.
func (s *Node) Timeout(env model.Env, _ model.Timer) {
	s.n = total + cache["x"] + count.get() + shared.get() + len(names)
	local := cache
	_ = local
	total := 1
	total++
	_ = word.MatchString("x")
	_ = errFull
}
