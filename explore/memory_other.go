//go:build !unix

package explore

// allocWords returns n zeroed words, and a function that gives them back. The
// garbage collector does not look into them: they hold no pointers.
func allocWords(n int) ([]uint64, func()) { return make([]uint64, n), func() {} }
