//go:build unix

package explore

import "golang.org/x/sys/unix"

// hugePage is the size of a huge page on the common machines.
const hugePage = 2 << 20

// allocWords returns n zeroed words outside the garbage collector's sight, and
// a function that gives them back. Memory that is never touched costs nothing.
func allocWords(n int) ([]uint64, func()) {
	size := n * 8
	huge := size >= hugePage
	mapped := size
	if huge {
		mapped += hugePage // room to begin at a huge page
	}
	mem, err := unix.Mmap(-1, 0, mapped, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return make([]uint64, n), func() {}
	}
	used := mem
	if huge {
		skip := -int(addressOf(mem)) & (hugePage - 1)
		used = mem[skip : skip+size]
		adviseHuge(used)
	}
	return wordsOf(used), func() {
		// The address range is given back whole; that cannot fail for a range
		// that mmap returned.
		_ = unix.Munmap(mem)
	}
}
