package stable

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// ErrLocked says that another process has a lock.
var ErrLocked = errors.New("another process uses it")

// Lock takes a directory for this process alone, until unlock is called or the process
// ends. The directory is made if there is none.
func Lock(dir string) (unlock func() error, err error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o666)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", dir, err), f.Close())
	}
	return f.Close, nil
}

// lockWait is how long LockSoon waits for a process that was killed and is not gone yet.
const lockWait = 5 * time.Second

// LockSoon is Lock, but waits up to five seconds while another process has the directory.
func LockSoon(dir string) (unlock func() error, err error) {
	for start := time.Now(); ; time.Sleep(lockWait / 100) {
		if unlock, err = Lock(dir); !errors.Is(err, ErrLocked) || time.Since(start) > lockWait {
			return unlock, err
		}
	}
}
