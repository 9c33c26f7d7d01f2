//go:build unix

package cluster

import (
	"os"
	"os/exec"
	"syscall"
)

// CanPause reports whether processes can be stopped and continued here.
const CanPause = true

// own puts a process into a group of its own: an interrupt from the terminal is for us.
func own(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func stop(p *os.Process) error { return p.Signal(syscall.SIGSTOP) }

func cont(p *os.Process) error { return p.Signal(syscall.SIGCONT) }
