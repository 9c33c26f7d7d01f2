package check

// SetPlain switches all memos off, or on again.
func SetPlain(off bool) { plain = off }

// SetMaxFound bounds the successors of one state, and gives what undoes that.
func SetMaxFound(n int) func() {
	old := maxFound
	maxFound = n
	return func() { maxFound = old }
}

// Plain says that the states of a walk are those of the search: the spec asks nothing about the search, and has no view and no
// symmetry.
func (w *Walk) Plain() bool { r := w.sp.run; return !r.impure && r.view == nil && r.group == nil }

// Cut says that the walk is in a state that the search checks and does not count.
func (w *Walk) Cut() bool { return w.here().cut }
