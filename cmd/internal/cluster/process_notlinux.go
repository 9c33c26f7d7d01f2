//go:build unix && !linux

package cluster

import "syscall"

// dieWithUs does nothing: a process ends when its standard input does, unless it is stopped.
func dieWithUs(*syscall.SysProcAttr) {}
