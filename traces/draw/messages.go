package draw

import (
	"slices"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// Fate is what became of a message, or of one copy of it.
type Fate int

// The fates of messages.
const (
	Delivered  Fate = iota
	Duplicated      // the line to the step that made a copy; the copy has an arrow of its own
	Dropped         // lost by a step that says so
	Gone            // no longer there after a step that does not say so
	InFlight        // still there at the end
)

// Arrow is the way of a message, from the row of its step to where it ended. To
// is the row that ended it: for one in flight, the row where it began.
type Arrow struct {
	From, To         int // rows
	FromLane, ToLane int
	// Copied says that it begins in the row that made the copy, not at its
	// sender.
	Copied bool
	Fate   Fate
	// Name is the message's type, Text all of it.
	Name, Text string
}

// pool are the messages that are on their way, oldest first.
type pool struct {
	lanes  *lanes
	log    bool // the run is what an event log says
	open   []sent
	arrows []Arrow
}

type sent struct {
	traces.Packet
	row    int
	copied bool
	kept   bool // delivered, and still there: the network is a set
}

// messages finds the arrows of a run: every delivery is matched with the oldest
// message on its way that has the same content, sender and receiver. Whether the
// message is used up by it (a set keeps it) can be seen in the network.
func messages(t *traces.Trace, l *lanes, news []traces.News) []Arrow {
	p := &pool{lanes: l, log: t.Meta.Kind == traces.KindLog}
	if flights, ok := traces.NetworkOf(t.States[0].Vars); ok {
		p.add(flights, 0)
	}
	for i := 1; i < len(t.States); i++ {
		p.step(t, i, news[i])
	}
	for _, s := range p.open {
		p.end(s, s.row, InFlight)
	}
	slices.SortStableFunc(p.arrows, func(a, b Arrow) int { return a.From - b.From })
	return p.arrows
}

func (p *pool) add(flights []traces.Flight, row int) {
	for _, f := range flights {
		for range max(0, f.Copies) {
			p.open = append(p.open, sent{Packet: f.Packet, row: row})
		}
	}
}

// step follows what step i does to the messages.
func (p *pool) step(t *traces.Trace, i int, news traces.News) {
	s := t.States[i].Step
	if s == nil {
		p.take(news.Gone, i, Gone)
		p.add(news.Came, i)
		return
	}
	own := traces.Packet{From: s.From, To: s.To, Name: s.Name, Message: s.Message}
	if own.To == "" {
		own.To = s.Node
	}
	was, known := copies(t.States[i-1].Vars, own)
	is, _ := copies(t.States[i].Vars, own)
	for _, m := range s.Sent {
		if same(m, own) {
			is--
		}
	}
	switch s.Kind {
	case traces.StepDeliver:
		kept := known && is >= was || !known && t.Meta.Settings["network"] == "set"
		p.deliver(own, i, kept)
	case traces.StepDrop:
		p.take([]traces.Flight{{Packet: own, Copies: 1}}, i, Dropped)
	case traces.StepDuplicate:
		if at := p.find(own); at >= 0 {
			p.end(p.open[at], i, Duplicated)
			p.open = slices.Insert(p.open, at+1, sent{Packet: own, row: i, copied: true})
		}
		news.Came = nil
	}
	p.take(news.Gone, i, Gone)
	for _, m := range s.Sent {
		// A set has no second copy of what is in it, so nothing new is on its way.
		n, _ := copies(t.States[i].Vars, m)
		if known && int64(p.count(m)) >= n && n > 0 {
			continue
		}
		if known && n == 0 {
			p.end(sent{Packet: m, row: i}, i, Gone)
			continue
		}
		p.open = append(p.open, sent{Packet: m, row: i})
	}
	p.add(news.Came, i)
}

func (p *pool) deliver(m traces.Packet, row int, kept bool) {
	at := p.find(m)
	if at < 0 {
		if p.log { // it need not say who sent what when: the arrow goes straight across
			p.end(sent{Packet: m, row: row}, row, Delivered)
		}
		return // in another run, out of a foreign hand, nobody sent it
	}
	p.end(p.open[at], row, Delivered)
	if kept {
		p.open[at].kept = true
		return
	}
	p.open = slices.Delete(p.open, at, at+1)
}

// take ends messages that were not delivered.
func (p *pool) take(flights []traces.Flight, row int, fate Fate) {
	for _, f := range flights {
		for range max(0, f.Copies) {
			at := p.find(f.Packet)
			if at < 0 {
				break
			}
			p.end(p.open[at], row, fate)
			p.open = slices.Delete(p.open, at, at+1)
		}
	}
}

// end draws the way of a message up to the row. One in a set that was delivered
// before, and stays there, has its arrows already.
func (p *pool) end(s sent, row int, fate Fate) {
	if s.kept && (fate == InFlight || fate == Gone) {
		return
	}
	from, to := p.lanes.of(s.From), p.lanes.of(s.To)
	if from < 0 || to < 0 {
		return
	}
	p.arrows = append(p.arrows, Arrow{
		From: s.row, To: row, FromLane: from, ToLane: to, Copied: s.copied,
		Fate: fate, Name: quote.Line(s.Name), Text: s.String(),
	})
}

func (p *pool) find(m traces.Packet) int {
	return slices.IndexFunc(p.open, func(s sent) bool { return same(s.Packet, m) })
}

func (p *pool) count(m traces.Packet) int {
	n := 0
	for _, s := range p.open {
		if same(s.Packet, m) {
			n++
		}
	}
	return n
}

func same(a, b traces.Packet) bool {
	return a.From == b.From && a.To == b.To && a.Name == b.Name && traces.Equal(a.Message, b.Message)
}

// copies counts a message in the network of a state; known is false if the state
// has none.
func copies(vars traces.Record, m traces.Packet) (n int64, known bool) {
	flights, known := traces.NetworkOf(vars)
	for _, f := range flights {
		if same(f.Packet, m) {
			n += f.Copies
		}
	}
	return n, known
}

// passed finds the arrows of a spec, whose messages nobody names: a compound
// value that one step put into a set and that a later step, in another lane,
// bound to a variable, went from the one to the other.
func passed(t *traces.Trace, rows []Row, news []traces.News) []Arrow {
	type origin struct {
		value traces.Value
		row   int
	}
	var put []origin
	var arrows []Arrow
	for i := 1; i < len(t.States); i++ {
		if s := t.States[i].Step; s != nil && rows[i].Lane >= 0 {
			for _, arg := range s.Args {
				for at := len(put) - 1; at >= 0; at-- {
					if !traces.Equal(put[at].value, arg.Value) {
						continue
					}
					if from := rows[put[at].row].Lane; from != rows[i].Lane {
						arrows = append(arrows, Arrow{
							From: put[at].row, To: i, FromLane: from, ToLane: rows[i].Lane, Fate: Delivered, Text: arg.Value.String(),
						})
					}
					break
				}
			}
		}
		for _, c := range news[i].Changes {
			if c.Member && c.After != nil && compound(c.After) && rows[i].Lane >= 0 {
				put = append(put, origin{c.After, i})
			}
		}
	}
	slices.SortStableFunc(arrows, func(a, b Arrow) int { return a.From - b.From })
	return arrows
}

func compound(v traces.Value) bool {
	switch v := v.(type) {
	case traces.Record:
		return len(v) > 1
	case traces.Seq:
		return len(v) > 1
	case traces.Tuple:
		return len(v) > 1
	}
	return false
}
