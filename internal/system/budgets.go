package system

import "slices"

// lifted is a budget that no run exhausts.
const lifted = 1 << 20

// Lift lifts the budgets: what is used is counted, and nothing is refused.
func (c *System) Lift() {
	for _, b := range []*int{&c.Model.Faults.Crashes, &c.Model.Faults.Drops, &c.Model.Faults.Duplicates, &c.Model.Faults.Mistakes} {
		*b = lifted
	}
	for _, b := range []*int{&c.Model.Faults.Partitions, &c.Model.Faults.Links} {
		if *b > 0 {
			*b = lifted
		}
	}
	c.Model.InFlight = 0
	c.Faults.Lifted = true
}

// Renew sets budgets of a state back to unused.
func (c *System) Renew(words []uint32, l Layout, names []string) {
	before := words[l.faults]
	s := c.Faults.values.At(before)
	s.fired = slices.Clone(s.fired)
	for _, name := range names {
		switch name {
		case "crashes":
			s.crashes = 0
		case "drops":
			s.drops = 0
		case "duplicates":
			s.duplicates = 0
		case "partitions":
			s.partitions = 0
		case "links":
			s.cutLinks = 0
		case "mistakes":
			s.mistakes = 0
		}
		for i, k := range c.Faults.Counters {
			if string(k.Timer) == name {
				s.fired[i] = 0
			}
		}
	}
	after := c.Faults.of(s)
	words[l.faults] = after
	perms := uint32(len(c.Perms))
	for p := range perms {
		fp := uint64(words[2*p]) | uint64(words[2*p+1])<<32
		fp += c.Faults.fp.At(after*perms+p) - c.Faults.fp.At(before*perms+p)
		words[2*p], words[2*p+1] = uint32(fp), uint32(fp>>32)
	}
}
