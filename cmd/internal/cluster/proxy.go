package cluster

import (
	"bufio"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/synod-go/synod/internal/wire"
)

// network is the network between the nodes: for each a listener that stands before it. What
// the nodes say to each other goes through it, frame by frame, and is lost, doubled, delayed
// or cut off here.
type network struct {
	fifo      bool // messages between two nodes keep their order
	listeners map[string]net.Listener
	note      func(kind, from, to string, p wire.Packet) // a message was lost or doubled on purpose

	mu     sync.Mutex
	random *rand.Rand
	addrs  map[string]string // where the nodes listen, as far as they do
	sides  [][]string
	lose   float64
	double float64
	delay  time.Duration
	counts struct{ lost, doubled, cut int }
	conns  sync.WaitGroup
	ended  context.Context
}

// newNetwork listens for each node.
func newNetwork(ctx context.Context, names []string, fifo bool, seed uint64) (*network, error) {
	n := &network{
		fifo: fifo, listeners: map[string]net.Listener{}, addrs: map[string]string{}, ended: ctx,
		random: rand.New(rand.NewPCG(seed, 3)),
	}
	for _, name := range names {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			n.close()
			return nil, err
		}
		n.listeners[name] = l
		n.conns.Go(func() { n.accept(name, l) })
	}
	return n, nil
}

// peers are the addresses at which a node reaches the others.
func (n *network) peers(of string) map[string]string {
	addrs := map[string]string{}
	for name, l := range n.listeners {
		if name != of {
			addrs[name] = l.Addr().String()
		}
	}
	return addrs
}

// at says where a node listens now; "" is nowhere.
func (n *network) at(name, addr string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.addrs[name] = addr
}

// change changes what the network does to messages.
func (n *network) change(f func(n *network)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f(n)
}

func (n *network) close() {
	for _, l := range n.listeners {
		_ = l.Close()
	}
}

func (n *network) accept(to string, l net.Listener) {
	for {
		conn, err := l.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			time.Sleep(10 * time.Millisecond)
			continue
		}
		n.conns.Go(func() { n.relay(to, conn) })
	}
}

// relay carries what comes over a connection to the node that it is for, until one of
// the two ends it.
func (n *network) relay(to string, from net.Conn) {
	defer from.Close()
	n.mu.Lock()
	addr := n.addrs[to]
	n.mu.Unlock()
	if addr == "" {
		return
	}
	target, err := (&net.Dialer{}).DialContext(n.ended, "tcp", addr)
	if err != nil {
		return
	}
	defer target.Close()
	defer context.AfterFunc(n.ended, func() { _, _ = from.Close(), target.Close() })()
	in := bufio.NewReaderSize(from, 64<<10)
	hello, err := wire.ReadHello(in)
	if err != nil {
		return
	}
	if wire.WriteFrame(target, hello) != nil {
		return
	}
	n.conns.Go(func() {
		defer from.Close()
		_, _ = io.Copy(from, target) // the answer, and the end
	})
	q := newQueue(target)
	defer q.end()
	for {
		frame, err := wire.Next(in, nil, wire.MaxFrame)
		if err != nil {
			return
		}
		for _, at := range n.fate(hello.From, to, frame) {
			q.put(frame, at, n.fifo)
		}
	}
}

// fate decides when a message is delivered, and how often.
func (n *network) fate(from, to string, frame []byte) (times []time.Time) {
	p, err := wire.Parse[wire.Packet](frame)
	if err != nil {
		return []time.Time{{}} // let the node say what is wrong with it
	}
	n.mu.Lock()
	now := time.Now()
	later := func() time.Time {
		if n.delay == 0 {
			return now
		}
		return now.Add(time.Duration(n.random.Int64N(int64(n.delay))))
	}
	var kind string
	switch {
	case n.isCut(from, to):
		n.counts.cut++
		kind = noteLost
	case n.lose > 0 && n.random.Float64() < n.lose:
		n.counts.lost++
		kind = noteLost
	case n.double > 0 && n.random.Float64() < n.double:
		n.counts.doubled++
		kind = noteDoubled
		times = []time.Time{later(), later()}
	default:
		times = []time.Time{later()}
	}
	n.mu.Unlock()
	if kind != "" && n.note != nil {
		n.note(kind, from, to, p)
	}
	return times
}

// isCut reports whether two nodes are on different sides.
func (n *network) isCut(a, b string) bool {
	side := func(name string) int {
		return slices.IndexFunc(n.sides, func(side []string) bool { return slices.Contains(side, name) })
	}
	x, y := side(a), side(b)
	return x >= 0 && y >= 0 && x != y
}

// queue writes frames to a connection when their time has come.
type queue struct {
	mu    sync.Mutex
	items schedule
	last  time.Time // of the frame that was put last
	count uint64
	wake  chan struct{}
	over  chan struct{}
	done  chan struct{}
}

type item struct {
	at     time.Time
	number uint64
	frame  []byte
}

// schedule is a heap of frames by their time, and among those of one time in their order.
type schedule []item

func (s schedule) Len() int { return len(s) }
func (s schedule) Less(i, j int) bool {
	if !s[i].at.Equal(s[j].at) {
		return s[i].at.Before(s[j].at)
	}
	return s[i].number < s[j].number
}
func (s schedule) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s *schedule) Push(x any)   { *s = append(*s, x.(item)) }
func (s *schedule) Pop() any {
	old := *s
	last := old[len(old)-1]
	*s = old[:len(old)-1]
	return last
}

func newQueue(to net.Conn) *queue {
	q := &queue{wake: make(chan struct{}, 1), over: make(chan struct{}), done: make(chan struct{})}
	go q.run(to)
	return q
}

// put has a frame be written at a time; inOrder lets it not overtake those before it.
func (q *queue) put(frame []byte, at time.Time, inOrder bool) {
	q.mu.Lock()
	if inOrder && at.Before(q.last) {
		at = q.last
	}
	q.last = at
	q.count++
	heap.Push(&q.items, item{at, q.count, frame})
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// due returns the frames whose time has come, and how long it takes until the next one's.
func (q *queue) due(now time.Time) (frames [][]byte, wait time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) > 0 && !q.items[0].at.After(now) {
		frames = append(frames, heap.Pop(&q.items).(item).frame)
	}
	wait = time.Hour
	if len(q.items) > 0 {
		wait = q.items[0].at.Sub(now)
	}
	return frames, wait
}

func (q *queue) run(to net.Conn) {
	defer close(q.done)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		frames, wait := q.due(time.Now())
		for _, frame := range frames {
			if err := writeFrame(to, frame); err != nil {
				_ = to.Close()
				return
			}
		}
		timer.Reset(wait)
		select {
		case <-q.wake:
		case <-timer.C:
		case <-q.over:
			return
		}
	}
}

func writeFrame(w io.Writer, frame []byte) error {
	if _, err := w.Write(wire.AppendLength(nil, frame)); err != nil {
		return fmt.Errorf("the node has gone: %w", err)
	}
	return nil
}

func (q *queue) end() {
	close(q.over)
	<-q.done
}
