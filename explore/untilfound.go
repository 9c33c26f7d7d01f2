package explore

// untilFound ends the search at the first level that has findings, and keeps these.
type untilFound struct{ found []finding }

func (*untilFound) classify(Space, *finding, []uint32) error { return nil }
func (c *untilFound) take(found []finding)                   { c.found = append(c.found, found...) }
func (c *untilFound) enough() bool                           { return len(c.found) > 0 }
func (c *untilFound) kept() []finding                        { return c.found }
func (*untilFound) counts() map[uint32]uint64                { return nil }
func (c *untilFound) restore(kept []finding, _ map[uint32]uint64) {
	c.found = kept
}
