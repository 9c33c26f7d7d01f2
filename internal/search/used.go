package search

import (
	"fmt"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/growing"
)

// usedBounds lists all bounds of the system.
func (s *spaces) usedBounds() []UsedBound {
	sys := s.Model
	refused := make([]uint64, s.NumBounds())
	for _, sp := range s.list {
		for i, n := range sp.Refused {
			refused[i] += n
		}
	}
	var out []UsedBound
	add := func(name string, value any, refused uint64) {
		out = append(out, UsedBound{Name: name, Value: fmt.Sprint(value), Refused: refused})
	}
	for i, b := range sys.Bounds {
		add(b.Name, b.Value, refused[i])
	}
	add("network", sys.Network, 0)
	add("crashes", sys.Faults.Crashes, 0)
	if sys.Network == model.FIFO || sys.Faults.Drops > 0 {
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
		add(spreadName(n), n.Spread, refused[s.SpreadBound()])
	}
	for i, k := range s.Faults.Counters {
		add(counterName(s.System, k), k.Limit, refused[len(sys.Bounds)+i])
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

func counterName(c *system.System, k system.Counter) string {
	name := fmt.Sprintf("%s timeouts", k.Timer)
	if k.Node >= 0 {
		name = c.Names[k.Node+1] + " " + name
	}
	return name
}

// boundName is the name under which usedBounds lists the bound of a number.
func boundName(c *system.System, bound int) string {
	if bound < len(c.Model.Bounds) {
		return c.Model.Bounds[bound].Name
	}
	bound -= len(c.Model.Bounds)
	if bound < len(c.Faults.Counters) {
		return counterName(c, c.Faults.Counters[bound])
	}
	switch bound -= len(c.Faults.Counters); bound {
	case 0:
		return "messages in flight"
	case 1:
		return spreadName(c.Model.Numbers)
	}
	return report.Assumption + " " + c.Model.Assumptions[bound-2].Name
}

// spreadName is the name of the bound on the spread of numbers by difference.
func spreadName(n *growing.Numbers) string { return n.Name + " spread" }
