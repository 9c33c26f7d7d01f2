//go:build !linux

package explore

// freeOnDisk returns how much of the disk of a directory this process may still take: here
// that is not known, and a full disk shows when it is written to.
func freeOnDisk(string) (bytes int64, known bool) { return 0, false }
