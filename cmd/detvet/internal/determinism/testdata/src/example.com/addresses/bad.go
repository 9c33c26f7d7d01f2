// Package addresses: numbers and texts that are made of addresses.
package addresses

import (
	"fmt"
	"reflect"
	"unsafe"

	"github.com/synod-go/synod/model"
)

type Peer struct{ Next int }

type Tree struct {
	Value int
	Left  *Tree
}

type Node struct {
	n     int
	p     *int
	peers map[model.NodeID]*Peer
	list  []*Peer
	tree  Tree
	named *Named
	name  string
	f     func()
	seen  map[*Peer]bool
	pair  struct{ a, b *Peer }
}

func (s *Node) Start(env model.Env) {
	s.name = fmt.Sprint(s.p)                      // want `prints an address, which differs from run to run: a \*int in s.p`
	s.name = fmt.Sprintf("%v", s.peers)           // want `prints an address.*: a \*Peer in s.peers`
	s.name = fmt.Sprintf("%d: %v", 1, s.list)     // want `prints an address`
	s.name = fmt.Sprintln(s.tree)                 // want `prints an address.*: a \*Tree`
	s.name = fmt.Sprintf("%+v", s.seen)           // want `prints an address`
	s.name = fmt.Sprint(s.pair)                   // want `prints an address`
	s.name = fmt.Sprint(&s.n)                     // want `prints an address`
	s.name = fmt.Sprintf("%x", s)                 // want `prints an address`
	s.name = fmt.Sprintf("%p", s.list)            // want `%p prints an address`
	s.name = fmt.Sprint(s.f)                      // want `prints an address`
	s.name = fmt.Errorf("x %v", s.p).Error()      // want `prints an address`
	s.name = string(fmt.Append(nil, s.p))         // want `prints an address`
	s.name = text("%v", s.p)                      // want `prints an address`
	s.name = fmt.Sprintf("%s is %[2]v", "x", s.p) // want `prints an address`
	s.name = fmt.Sprint(s)                        // want `prints an address`
}

func text(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func (s *Node) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	s.n = int(uintptr(unsafe.Pointer(s)))                  // want `makes a number of an address`
	s.n = int(*(*uintptr)(unsafe.Pointer(&s.p)))           // want `makes a number of an address`
	s.n = int(reflect.ValueOf(s).Pointer())                // want `reflect.Value.Pointer is an address`
	s.n = int(reflect.ValueOf(s).Elem().UnsafeAddr())      // want `reflect.Value.UnsafeAddr is an address`
	_ = reflect.ValueOf(s.p).UnsafePointer()               // want `reflect.Value.UnsafePointer is an address`
	for _, k := range reflect.ValueOf(s.peers).MapKeys() { // want `reflect.Value.MapKeys is in random order`
		_ = k
	}
	_ = reflect.ValueOf(s.peers).MapRange() // want `reflect.Value.MapRange is in random order`
}

func (s *Node) Timeout(env model.Env, _ model.Timer) {}

// Named prints its name.
type Named struct{ p *int }

func (*Named) String() string { return "n" }
