package eval

// Careful is the careful program of the same spec.
func (p *Program) Careful() *Program { return p.carefully() }
