//go:build unix

package explore

import "golang.org/x/sys/unix"

// hugePage is the size of a huge page on the common machines.
const hugePage = 2 << 20

// allocWords returns n zeroed words outside the garbage collector's sight, and
// a function that gives them back. Memory that is never touched costs nothing.
func allocWords(n int) ([]uint64, func()) {
	size := n * 8
	mem, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return make([]uint64, n), func() {}
	}
	if size >= 2*hugePage {
		adviseHuge(mem)
	}
	return wordsOf(mem), func() {
		// The address range is given back whole; that cannot fail for a range
		// that mmap returned.
		_ = unix.Munmap(mem)
	}
}
