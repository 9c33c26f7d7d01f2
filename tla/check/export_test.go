package check

// WithoutShortcuts is where a model comes from that goes without caches and shortcuts.
func WithoutShortcuts(src Sources) Sources {
	src.tuning = plain()
	return src
}

// FewFound bounds the successors of one state.
func FewFound(src Sources, n int) Sources {
	src.tuning.found = n
	return src
}

// Plain says that the states of a walk are those of the search: the spec asks nothing about the search, and has no view and no
// symmetry.
func (w *Walk) Plain() bool { r := w.sp.run; return !r.impure && r.view == nil && r.group == nil }

// Cut says that the walk is in a state that the search checks and does not count.
func (w *Walk) Cut() bool { return w.here().cut }
