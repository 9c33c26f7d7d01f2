package system

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/intern"
	"github.com/synod-go/synod/internal/step"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// What a search for fair runs has to know is written into the marks of its state graph: of
// an edge which action it is, of a state which goals are true there, and which steps a
// bound refused. Marks are numbers of what is interned here.

// observed are the goals whose truth is part of the marks of states.
type observed struct {
	Decisions
	Goals   []predicate
	states  intern.Table // Seen, encoded
	actions actionTable
}

// predicate is a goal as a question about states.
type predicate struct {
	Name          string
	title         string
	form          model.Form
	every         bool
	first, second model.NodeSet
	monitor       int // index, of KindMonitor
}

// Action is what the step of an edge is, in every state the same.
type Action struct {
	Kind step.Kind
	// Node is the index of the node that runs; -1 is none.
	Node int
	// Message is what is delivered, dropped or duplicated; Timer is the timer that
	// fires; Whom is the index of the node that is suspected or trusted, or leads.
	Message uint32
	Timer   uint16
	Whom    int
	// Grows reports whether the step makes the smallest counter higher, of numbers that
	// are taken by difference. Message is then, as always with such numbers, what it is
	// in the normal form of the state.
	Grows bool
	// Idle reports whether the node may also choose to do nothing, which is no step.
	Idle bool
	// Mistake reports whether a node that is up is suspected.
	Mistake bool
}

// key is a number that no other action has: none has both a message and a timer.
func (a *Action) key() uint64 {
	key := uint64(a.Kind)<<3 | bit(a.Grows)<<2 | bit(a.Idle)<<1 | bit(a.Mistake)
	return key<<48 | uint64(a.Node+1)<<40 | uint64(a.Whom+1)<<32 | uint64(a.Message|uint32(a.Timer))
}

func bit(is bool) uint64 {
	if is {
		return 1
	}
	return 0
}

// actionTable numbers the actions that are met. Number 0 is none.
type actionTable struct {
	numbers intern.Memo // by key
	mu      sync.Mutex  // guards additions to the list
	list    intern.Flat[Action]
}

func (t *actionTable) init() {
	t.numbers.Init()
	t.list.Add(Action{})
}

func (t *actionTable) number(a Action) uint32 {
	key := a.key()
	if number, ok := t.numbers.Get(key); ok {
		return uint32(number)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	number, ok := t.numbers.Get(key)
	if !ok {
		number = uint64(t.list.Add(a))
		t.numbers.Put(key, number)
	}
	return uint32(number)
}

// Fleeting reports whether a message holds a counter that is taken by difference. Then it
// does not stay in flight in a run that takes steps which grow again and again.
func (c *System) Fleeting(message uint32) bool {
	return c.difference != nil && c.difference.messages.At(message).base != noBase
}

// Seen is what the mark of a state tells.
type Seen struct {
	// Stabilised reports whether stabilisation has happened.
	Stabilised bool
	// Truths has a bit for each goal that is observed.
	Truths Truths
	// Bounds are the numbers of the bounds that refused a step of the protocol.
	Bounds []int
	// Refused are the actions that a bound refused.
	Refused []uint32
}

// Truths has the truth of predicates, by their numbers.
type Truths []byte

// Has reports whether a predicate is true.
func (t Truths) Has(predicate int) bool { return t[predicate/8]&(1<<(predicate%8)) != 0 }

// Observe makes the truth of goals a part of the marks of states. It returns the numbers
// of the goals, and must be called for each before there is a space. The error says that
// there is no such goal, or that it cannot be observed.
func (c *System) Observe(goals []string) (numbers []int, err error) {
	defer guard.Caught(&err)
	o := &c.Observed
	for _, name := range goals {
		at := slices.IndexFunc(o.Goals, func(p predicate) bool { return p.Name == name })
		if at < 0 {
			p, err := c.predicateOf(name)
			if err != nil {
				return nil, err
			}
			at = len(o.Goals)
			o.Goals = append(o.Goals, p)
		}
		numbers = append(numbers, at)
	}
	if o.states.Intern(nil); o.actions.list.Snapshot() == nil { // number 0 marks nothing
		o.actions.init()
	}
	return numbers, nil
}

// compileLive observes what a property about whole runs speaks of.
func (c *System) compileLive(q *question) error {
	switch {
	case len(c.Perms) > 1:
		return fmt.Errorf("%s is about whole runs, which are not the same under symmetry; accepted is a system without it", q.title)
	case c.Model.Constraint != nil:
		return fmt.Errorf("%s is about whole runs, and a state constraint cuts them; accepted are bounds and assumptions", q.title)
	case q.Live.Kind == temporal.IsPossible && q.Live.Fair.Has(temporal.Coins):
		return fmt.Errorf("%s says what is possible, whatever the coins show; accepted are coins with properties of other kinds", q.title)
	}
	if q.Live.Kind < temporal.IsPossible || q.Live.Kind > temporal.IsFinallyAlways {
		return fmt.Errorf("%s is a formula of kind %d, which there is not; accepted are those that package temporal makes", q.title, q.Live.Kind)
	}
	if _, err := c.Observe(q.Live.Goals()); err != nil {
		return fmt.Errorf("%s: %w", q.title, err)
	}
	return nil
}

func (c *System) predicateOf(name string) (p predicate, err error) {
	g, err := c.Model.Goal(name)
	if err != nil {
		return p, err
	}
	p = predicate{Name: name, title: "goal " + name, form: g.Check.Form(), every: g.Every}
	switch p.form.Kind {
	case model.KindMonitor:
		p.monitor, err = c.addMonitor(p.form)
	case model.KindStep:
		err = fmt.Errorf("goal %s looks at steps; a temporal property speaks of states", name)
	case 0:
		err = fmt.Errorf("goal %s has no check", name)
	default:
		p.first, p.second = c.NodesOf(p.form.First), c.NodesOf(p.form.Second)
	}
	if p.every && p.form.Kind != model.KindLocal {
		err = fmt.Errorf("goal %s: Every needs a Local check", name)
	}
	return p, err
}

// marking is one worker's view of what the marks have to tell.
type marking struct {
	on     bool // the state that is expanded is marked
	acting Action
	form   form // of the state that is expanded, with numbers by difference
	// expanding says that the form is that of the state at hand.
	expanding bool
	idles     bool // the branches that are looked at have one beside them that is no step
	idle      bool // the timeout that a bound refuses would be no step of the protocol
	seen      Seen
	known     map[knownTruth]bool
	buf       []byte
	raised    intern.Bitset // the node states of which differsRaised was asked
}

// knownTruth is a predicate and what it looks at: a node, a pair of them, a monitor.
type knownTruth struct {
	predicate int
	a, b      uint32
}

// beginMarks begins the marks of a state and of the steps that leave it.
func (sp *Space) beginMarks(s []uint32, out *explore.Successors) {
	m := &sp.marking
	if m.expanding = sp.Sys.difference != nil; m.expanding {
		m.form = sp.formOf(s)
	}
	if m.on = out.Marked() && len(sp.Sys.Observed.Goals) > 0; !m.on {
		return
	}
	m.seen.Bounds, m.seen.Refused = m.seen.Bounds[:0], m.seen.Refused[:0]
}

// endMarks marks the state.
func (sp *Space) endMarks(s []uint32, out *explore.Successors) {
	m := &sp.marking
	m.expanding = false
	if !m.on {
		return
	}
	o := &sp.Sys.Observed
	truths := make(Truths, (len(o.Goals)+7)/8)
	var whole *model.State
	for i := range o.Goals {
		if sp.isTrue(i, s, &whole) {
			truths[i/8] |= 1 << (i % 8)
		}
	}
	slices.Sort(m.seen.Bounds)
	b := append(append(m.buf[:0], 0), truths...)
	if sp.Stabilised(s) {
		b[0] = 1
	}
	b = binary.AppendUvarint(b, uint64(len(m.seen.Bounds)))
	for _, bound := range m.seen.Bounds {
		b = binary.AppendUvarint(b, uint64(bound))
	}
	for _, action := range m.seen.Refused {
		b = binary.AppendUvarint(b, uint64(action))
	}
	m.buf = b
	out.MarkHere(o.states.Intern(b))
}

// isTrue asks a predicate about a state.
func (sp *Space) isTrue(number int, s []uint32, whole **model.State) bool {
	p := &sp.Sys.Observed.Goals[number]
	nodes := s[sp.Nodes:sp.Mons]
	switch p.form.Kind {
	case model.KindLocal:
		return sp.isTrueOfNodes(number, nodes)
	case model.KindPairwise, model.KindBetween:
		return sp.isTrueOfPairs(number, nodes)
	case model.KindMonitor:
		value := s[sp.Mons+p.monitor]
		return sp.asked(knownTruth{number, value, 0}, p, func() model.Outcome {
			mon := sp.Sys.Mons[p.monitor]
			return p.form.Value(guard.Must1(sp.Sys.codec.Decode(mon.Bytes(value))))
		})
	}
	if *whole == nil {
		*whole = sp.state(s)
	}
	return sp.Sys.ask(p, func() model.Outcome { return p.form.State(*whole) }).Found
}

func (sp *Space) isTrueOfNodes(number int, nodes []uint32) bool {
	p := &sp.Sys.Observed.Goals[number]
	for _, id := range p.first.IDs() {
		node := nodes[id-1]
		found := sp.asked(knownTruth{number, node, 0}, p, func() model.Outcome { return p.form.Node(*sp.View(node)) })
		if found != p.every {
			return found
		}
	}
	return p.every && p.first != 0
}

func (sp *Space) isTrueOfPairs(number int, nodes []uint32) bool {
	p := &sp.Sys.Observed.Goals[number]
	bothOrders := p.form.Kind == model.KindBetween
	for _, a := range p.first.IDs() {
		for _, b := range p.second.IDs() {
			if a == b || a > b && !bothOrders {
				continue
			}
			x, y := nodes[a-1], nodes[b-1]
			if sp.asked(knownTruth{number, x, y}, p, func() model.Outcome { return p.form.Pair(*sp.View(x), *sp.View(y)) }) {
				return true
			}
		}
	}
	return false
}

// asked asks a predicate once about what it looks at.
func (sp *Space) asked(about knownTruth, p *predicate, check func() model.Outcome) bool {
	m := &sp.marking
	if known, ok := m.known[about]; ok {
		return known
	}
	if m.known == nil {
		m.known = map[knownTruth]bool{}
	}
	found := sp.Sys.ask(p, check).Found
	m.known[about] = found
	return found
}

// ask asks a goal; a panic in it ends the search.
func (c *System) ask(p *predicate, check func() model.Outcome) model.Outcome {
	return guard.Watched(&c.calls, p.title, check)
}

// act notes which action a change of s is.
func (sp *Space) act(s []uint32, ch *change) {
	sp.marking.idle = false
	a := Action{Kind: ch.kind, Node: ch.Node, Whom: -1, Idle: ch.Outcome != nil && sp.marking.idles}
	switch {
	case ch.item >= 0:
		a.Message = sp.headOf(s[sp.items+ch.item])
		if sp.Sys.difference != nil && !sp.Plain {
			a.Message = sp.lastingMessage(a.Message)
		}
	case ch.kind == step.Timeout:
		node, place := step.TimerOf(ch.about)
		a.Timer = sp.timersOf(sp.node(s[sp.Nodes+node]))[place]
	case ch.kind == step.Suspect, ch.kind == step.Trust:
		_, a.Whom = step.PairOf(ch.about)
		a.Mistake = ch.kind == step.Suspect && sp.node(s[sp.Nodes+a.Whom]).up
	case ch.kind == step.Stabilise:
		a.Whom = ch.about - 1
	}
	sp.marking.acting = a
}

// choose notes whether one of the branches of an input changes nothing in s, so that the
// node may choose to do nothing.
func (sp *Space) choose(s []uint32, ch change, first, count uint32) {
	m := &sp.marking
	if _, m.idles = sp.Sys.idle.Load(first); m.idles || count < 2 {
		return
	}
	for b := range count {
		ch.branch, ch.Outcome, ch.Number = int(b), sp.outcome(first+b), first+b
		if ch.Outcome.unchanged && !sp.apply(s, &ch) {
			m.idles = true
			return
		}
	}
}

// actTimeout notes the firing of the k-th timer of a node that a bound refuses, if it
// would be a step.
func (sp *Space) actTimeout(s []uint32, f uint32, node, k int) {
	m := &sp.marking
	if !m.on {
		return
	}
	timer := sp.timersOf(sp.node(s[sp.Nodes+node]))[k]
	m.acting = Action{Kind: step.Timeout, Node: node, Timer: timer, Whom: -1}
	m.idle = sp.Sys.IsFault(m.acting) || sp.Sys.Faults.drifted(f, useOf(node, timer)) || !sp.wouldStep(s, f, node, k, timer)
}

// wouldStep reports whether the firing of a timer would be a step if no bound of timers
// refused it.
func (sp *Space) wouldStep(s []uint32, f uint32, node, k int, timer uint16) bool {
	first, count := sp.Sys.outcomesOf(s[sp.Nodes+node], step.FireInput(timer))
	for b := range count {
		o := sp.outcome(first + b)
		if !o.unchanged || sp.Sys.Faults.ticks(f, node, timer) {
			return true
		}
		ch := change{kind: step.Timeout, about: step.AboutTimer(node, k), branch: int(b), item: -1, Outcome: o, Number: first + b, Node: node, faults: f}
		if sp.apply(s, &ch) {
			return true
		}
	}
	return false
}

// markStep marks the step that was added last with its action.
func (sp *Space) markStep(out *explore.Successors) {
	if sp.marking.on {
		out.Mark(sp.Sys.Observed.actions.number(sp.marking.acting))
	}
}

// noteRefused notes that a bound refused the action that was noted last.
func (sp *Space) noteRefused(bound int) {
	m := &sp.marking
	if !m.on || m.idle || sp.Sys.IsFault(m.acting) {
		return // no step of the protocol
	}
	if !slices.Contains(m.seen.Bounds, bound) {
		m.seen.Bounds = append(m.seen.Bounds, bound)
	}
	if action := sp.Sys.Observed.actions.number(m.acting); !slices.Contains(m.seen.Refused, action) {
		m.seen.Refused = append(m.seen.Refused, action)
	}
}

// ActionOf returns what the mark of an edge, or of a refused step, stands for.
func (c *System) ActionOf(mark uint32) Action { return c.Observed.actions.list.At(mark) }

// IsFault reports whether an action is a new fault: something that goes wrong by itself,
// and that a budget counts.
func (c *System) IsFault(a Action) bool {
	switch a.Kind {
	case step.Drop, step.Duplicate, step.Crash, step.Partition, step.CutLink:
		return true
	case step.Suspect:
		return a.Mistake
	case step.Timeout:
		return len(c.Faults.stopping) > 0 && c.Faults.isStopping(uint32(a.Timer))
	}
	return false
}

// AllSeen returns what the marks of states stand for, by mark.
func (c *System) AllSeen() []Seen {
	list := make([]Seen, c.Observed.states.Len())
	for mark := range list {
		list[mark] = c.SeenOf(uint32(mark))
	}
	return list
}

// SeenOf returns what the mark of a state stands for; it is empty for 0, the mark of a
// state that was not expanded.
func (c *System) SeenOf(mark uint32) Seen {
	size := (len(c.Observed.Goals) + 7) / 8
	if mark == 0 {
		return Seen{Truths: make(Truths, size)}
	}
	b := c.Observed.states.Bytes(mark)
	seen := Seen{Stabilised: b[0] == 1, Truths: Truths(b[1 : 1+size])}
	b = b[1+size:]
	next := func() int {
		v, n := binary.Uvarint(b)
		b = b[n:]
		return int(v)
	}
	for count := next(); count > 0; count-- {
		seen.Bounds = append(seen.Bounds, next())
	}
	for len(b) > 0 {
		seen.Refused = append(seen.Refused, uint32(next()))
	}
	return seen
}

// Parties returns the sender and the receiver of a message, by their indexes, and the
// name of its type.
func (c *System) Parties(message uint32) (from, to int, kind string) {
	h := c.msgTable.hot.At(message)
	_, kind, _ = strings.Cut(c.receiveClass(int(h.to), c.packet(message).Message), " receives ")
	return int(h.from), int(h.to), kind
}
