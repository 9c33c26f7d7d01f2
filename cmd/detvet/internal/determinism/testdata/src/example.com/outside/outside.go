// Package outside: the world, goroutines, channels.
package outside

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"hash/maphash"
	"math/rand"
	randv2 "math/rand/v2"
	"net"
	"os"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/synod-go/synod/model"
)

const patience = 3 * time.Second

type Node struct {
	n    int
	wait time.Duration
	r    *rand.Rand
	mu   sync.Mutex
	c    chan int
}

func (s *Node) Start(env model.Env) {
	// Types, constants and arithmetic are fine.
	s.wait = patience + 2*time.Millisecond
	_ = s.wait.String()
	_ = time.Unix(0, 0).Add(s.wait)
	_ = errors.Is(nil, os.ErrNotExist)
	_ = fmt.Sprintf("%v %d", s.n, s.n)
}

func (s *Node) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	_ = time.Now()                         // want `time.Now reads the clock`
	_ = time.Since(time.Time{})            // want `time.Since reads the clock`
	time.Sleep(patience)                   // want `time.Sleep reads the clock`
	_ = time.After                         // want `time.After reads the clock`
	_ = rand.Int()                         // want `rand.Int is random`
	_ = s.r.Intn(3)                        // want `rand.Rand.Intn is random`
	_ = randv2.IntN(3)                     // want `rand.IntN is random`
	_, _ = crand.Read(nil)                 // want `rand.Read is random`
	_ = maphash.String(maphash.Seed{}, "") // want `maphash.String has a seed of its own`
	_ = os.Getenv("HOME")                  // want `os.Getenv depends on the machine`
	fmt.Fprintln(os.Stderr)                // want `os.Stderr depends on the machine`
	_, _ = net.Dial("tcp", "")             // want `net.Dial bypasses Env.Send`
	_ = runtime.NumCPU()                   // want `runtime.NumCPU depends on the machine`
	s.mu.Lock()                            // want `sync.Mutex.Lock has no place in a handler`
	var a atomic.Int64
	a.Add(1)                                     // want `atomic.Int64.Add has no place in a handler`
	_, _ = context.WithTimeout(nil, 0)           // want `context.WithTimeout reads the clock`
	_ = reflect.ValueOf(map[int]int{}).MapKeys() // want `reflect.Value.MapKeys is in random order`
	_ = fmt.Sprintf("%p", s)                     // want `%p prints an address`
}

func (s *Node) Timeout(env model.Env, _ model.Timer) {
	go s.tick()          // want `must not start goroutines`
	s.c = make(chan int) // want `no use for channels`
	s.c <- 1             // want `no use for channels`
	<-s.c                // want `no use for channels`
	for range s.c {      // want `no use for channels`
	}
	close(s.c) // want `no use for channels`
	select {   // want `select chooses at random`
	default:
	}
	func() {
		_ = time.Now() // want `time.Now reads the clock`
	}()
}

func (s *Node) tick() { time.Sleep(1) } // want `time.Sleep reads the clock`
