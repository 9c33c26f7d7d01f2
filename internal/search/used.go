package search

import (
	"fmt"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/model"
)

// usedBounds lists all bounds of the system.
func (s *spaces) usedBounds() []UsedBound {
	sys := s.Model
	refused := s.refused()
	var out []UsedBound
	add := func(name string, value any, refused uint64) {
		out = append(out, UsedBound{Name: name, Value: fmt.Sprint(value), Refused: refused})
	}
	for i, b := range sys.Bounds {
		add(b.Name, b.Value, refused[i])
	}
	add("network", sys.Network, 0)
	add("crashes", sys.Faults.Crashes, 0)
	switch {
	case sys.Faults.Drops < 0:
		add("drops", "any number", 0)
	case sys.Network == model.FIFO || sys.Faults.Drops > 0:
		add("drops", sys.Faults.Drops, 0)
	}
	add("duplicates", sys.Faults.Duplicates, 0)
	add("partitions", sys.Faults.Partitions, 0)
	if sys.Faults.Links > 0 {
		add("links", sys.Faults.Links, 0)
	}
	if sys.Faults.Mistakes > 0 {
		add("mistakes", sys.Faults.Mistakes, 0)
	}
	if sys.InFlight > 0 {
		add("messages in flight", sys.InFlight, refused[len(sys.Bounds)+len(s.Faults.Counters)])
	}
	if n := sys.Numbers; n != nil && n.Spread > 0 {
		add(s.SpreadName(), n.Spread, refused[s.SpreadBound()])
	}
	for i, k := range s.Faults.Counters {
		add(s.CounterName(k), k.Limit, refused[len(sys.Bounds)+i])
	}
	for i, a := range sys.Assumptions {
		add(report.Assumption, a.Name, refused[len(refused)-len(sys.Assumptions)+i])
	}
	if text := s.Assumed(); text != "" {
		add(report.Assumed, text, 0)
	}
	if sys.Constraint != nil {
		add("state constraint", "yes", 0)
	}
	return out
}

// refused says how many steps each bound refused.
func (s *spaces) refused() []uint64 {
	refused := make([]uint64, s.NumBounds())
	copy(refused, s.before.Refused)
	for _, sp := range s.list {
		for i, n := range sp.Refused {
			refused[i] += n
		}
	}
	return refused
}
