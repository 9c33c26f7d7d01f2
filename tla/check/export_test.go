package check

// SetPlain switches all memos off, or on again.
func SetPlain(off bool) { plain = off }

// SetMaxFound bounds the successors of one state, and gives what undoes that.
func SetMaxFound(n int) func() {
	old := maxFound
	maxFound = n
	return func() { maxFound = old }
}
