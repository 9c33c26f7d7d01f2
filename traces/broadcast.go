package traces

import (
	"cmp"
	"slices"
	"strings"
)

// Broadcast is one message in flight to one or more receivers.
type Broadcast struct {
	// Flight is the message, with one of its receivers.
	Flight
	// Receivers are all that it is on its way to, each once, S2 before S10.
	Receivers []string
}

// Messages returns how many messages these are: one for each receiver and copy.
func (b Broadcast) Messages() int64 { return b.Copies * int64(len(b.Receivers)) }

// Way returns from where to where: S1→S2, S3.
func (b Broadcast) Way() string {
	to := make([]string, len(b.Receivers))
	for i, r := range b.Receivers {
		to[i] = oneLine(r)
	}
	return oneLine(b.From) + "→" + strings.Join(to, ", ")
}

// String returns the message with its way: S1→S2, S3 Vote{term: 1} ×2.
func (b Broadcast) String() string {
	text := b.Way() + " " + oneLine(messageText(b.Name, b.Message))
	if b.Copies != 1 {
		text += " ×" + Int(b.Copies).String()
	}
	return text
}

// Broadcasts groups the equal messages of one sender to different receivers, in the order
// of the first of each. Two messages between the same two nodes stay in their order.
func Broadcasts(flights []Flight) []Broadcast {
	var groups []Broadcast
	for _, f := range flights {
		at := -1
		for i := len(groups) - 1; i >= 0 && at < 0; i-- {
			g := &groups[i]
			if g.From == f.From && slices.Contains(g.Receivers, f.To) {
				break // a message on this way stands here: no earlier place is right
			}
			if g.From == f.From && g.Name == f.Name && g.Copies == f.Copies && Equal(g.Message, f.Message) {
				at = i
			}
		}
		if at < 0 {
			groups = append(groups, Broadcast{f, []string{f.To}})
			continue
		}
		groups[at].Receivers = append(groups[at].Receivers, f.To)
	}
	for i := range groups {
		slices.SortFunc(groups[i].Receivers, byNumber)
	}
	return groups
}

// byNumber compares names of nodes: S2 comes before S10.
func byNumber(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

// BroadcastsSent groups what a step sent.
func (s *Step) BroadcastsSent() []Broadcast {
	flights := make([]Flight, len(s.Sent))
	for i, p := range s.Sent {
		flights[i] = Flight{Packet: p, Copies: 1}
	}
	return Broadcasts(flights)
}
