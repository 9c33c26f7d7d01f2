// Package interfaces: code that the standard library calls.
package interfaces

import (
	"bufio"
	"cmp"
	"container/heap"
	"context"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/rand"
	"os"
	"slices"
	"sort"
	"strings"
	"time"
	_ "unsafe"

	"github.com/synod-go/synod/model"
)

type shuffled []int

func (l shuffled) Len() int           { return len(l) }
func (l shuffled) Less(i, j int) bool { return rand.Intn(2) == 0 } // want `rand.Intn is random`
func (l shuffled) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }

type stamp struct{ n int }

func (stamp) String() string { return time.Now().String() } // want `time.Now reads the clock`

type failure struct{}

func (failure) Error() string { return os.Getenv("HOME") } // want `os.Getenv depends on the machine`

type message struct{ Inner coded }

type coded struct{}

func (coded) MarshalJSON() ([]byte, error) { return []byte(fmt.Sprint(time.Now().Unix())), nil } // want `time.Now reads the clock`

type formatted int

func (formatted) Format(f fmt.State, verb rune) { io.WriteString(f, fmt.Sprint(os.Getpid())) } // want `os.Getpid depends on the machine`

type queue []int

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i] < q[j] }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(int)); drawn = rand.Int() } // want `rand.Int is random` `changes package variable drawn`
func (q *queue) Pop() any          { return nil }

var drawn int

type source struct{}

func (source) Read(p []byte) (int, error) { return rand.Read(p) } // want `rand.Read is random`

type ordered int

func (o ordered) Compare(p ordered) int { return rand.Intn(3) - 1 } // want `rand.Intn is random`

type comparable interface{ Compare(comparable ordered) int }

func larger[T interface{ Compare(T) int }](a, b T) T {
	if a.Compare(b) > 0 {
		return a
	}
	return b
}

var (
	input  io.Reader = strings.NewReader("x")
	random io.Reader = rand.New(rand.NewSource(1))
	files  fs.FS     = os.DirFS(".") // want `os.DirFS depends on the machine`
	output io.Writer
)

type Node struct {
	n    int
	name string
	list []int
	fs   fs.FS `model:"const"`
}

func (s *Node) Start(env model.Env) {
	sort.Sort(shuffled(s.list))
	s.name = fmt.Sprint(stamp{})
	s.name = fmt.Sprintf("%v", []stamp{{1}})
	var err error = failure{}
	s.name = err.Error()
	b, _ := json.Marshal(message{})
	s.name = string(b)
	s.name = fmt.Sprint(formatted(1))
	heap.Push(new(queue), 1)
	io.ReadFull(source{}, b)
	slices.SortFunc(s.list, func(a, b int) int { return rand.Int() }) // want `rand.Int is random`
	s.n = int(larger(ordered(1), ordered(2)))
}

func (s *Node) Receive(env model.Env, _ model.NodeID, _ model.Message) {
	b := make([]byte, 4)
	input.Read(b)                 // want `io.Reader.Read changes package variable input`
	io.ReadFull(random, b)        // want `io.ReadFull changes package variable random`
	fmt.Fprintf(output, "x")      // want `fmt.Fprintf changes package variable output`
	output.Write(b)               // want `io.Writer.Write changes package variable output`
	_, _ = io.ReadAll(input)      // want `io.ReadAll changes package variable input`
	_ = bufio.NewReader(os.Stdin) // want `os.Stdin depends on the machine`
	fs.ReadFile(files, "x")       // want `fs.ReadFile depends on the machine`
	fs.ReadFile(s.fs, "x")        // want `fs.ReadFile depends on the machine`
	fs.WalkDir(s.fs, ".", nil)    // want `fs.WalkDir depends on the machine`
	fmt.Scan(&s.n)                // want `fmt.Scan depends on the machine`
	fmt.Scanln(&s.n)              // want `fmt.Scanln depends on the machine`
	fmt.Fscan(os.Stdin, &s.n)     // want `os.Stdin depends on the machine`
	gob.NewEncoder(output)        // want `gob.NewEncoder writes maps in random order`
}

func (s *Node) Timeout(env model.Env, _ model.Timer) {
	ctx := context.Background()
	context.AfterFunc(ctx, func() {})              // want `context.AfterFunc starts a goroutine`
	_, _ = context.WithCancel(ctx)                 // want `context.WithCancel has no place in a handler`
	_ = time.Unix(0, 0).In(time.Local)             // want `time.Local depends on the machine`
	_ = time.Unix(0, 0).Local()                    // want `time.Time.Local depends on the machine`
	_ = time.Date(1, 1, 1, 1, 1, 1, 1, time.Local) // want `time.Local depends on the machine`
	s.n = int(nanotime())                          // want `interfaces.nanotime is implemented outside of Go`
	s.n = int(startTime)                           // want `startTime is another package's`
	s.n = cmp.Compare(1, 2)
}

//go:linkname nanotime runtime.nanotime
func nanotime() int64

//go:linkname startTime runtime.runtimeInitTime
var startTime int64
