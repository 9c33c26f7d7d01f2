//go:build !unix

package explore

import "os"

// lockFile does nothing: there is no lock that ends with the process on every system.
func lockFile(*os.File) error { return nil }

// syncDir does nothing: a directory cannot be synced everywhere.
func syncDir(string) error { return nil }
