package explore

import "golang.org/x/sys/unix"

// freeOnDisk returns how much of the disk of a directory this process may still take, if that is
// known.
func freeOnDisk(dir string) (bytes int64, known bool) {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return 0, false
	}
	return int64(fs.Bavail) * int64(fs.Bsize), true
}
