package eval

// Careful is the careful program of the same spec.
func (p *Program) Careful() *Program { return p.carefully() }

// SetCrowded makes operators be called from a depth of code on, until undo is called.
func SetCrowded(depth int) (undo func()) {
	was := crowdedAt
	crowdedAt = depth
	return func() { crowdedAt = was }
}
