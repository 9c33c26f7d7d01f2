package model

import "slices"

// lifted is a budget that no run exhausts.
const lifted = 1 << 20

// lift lifts the budgets: what is used is counted, and nothing is refused.
func (c *compiled) lift() {
	for _, b := range []*int{&c.sys.Faults.Crashes, &c.sys.Faults.Drops, &c.sys.Faults.Duplicates} {
		*b = lifted
	}
	if c.sys.Faults.Partitions > 0 {
		c.sys.Faults.Partitions = lifted
	}
	c.sys.InFlight = 0
	c.faults.lifted = true
}

// renew sets budgets of a state back to unused.
func (c *compiled) renew(words []uint32, l layout, names []string) {
	before := words[l.faults]
	s := c.faults.values.At(before)
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
		}
		for i, k := range c.faults.counters {
			if string(k.timer) == name {
				s.fired[i] = 0
			}
		}
	}
	after := c.faults.of(s)
	words[l.faults] = after
	perms := uint32(len(c.perms))
	for p := range perms {
		fp := uint64(words[2*p]) | uint64(words[2*p+1])<<32
		fp += c.faults.fp.At(after*perms+p) - c.faults.fp.At(before*perms+p)
		words[2*p], words[2*p+1] = uint32(fp), uint32(fp>>32)
	}
}

