//go:build unix

package cluster

import (
	"os"
	"os/exec"
	"syscall"
)

// CanPause reports whether processes can be stopped and continued here.
const CanPause = true

// own puts a process into a group of its own: an interrupt from the terminal is for us. Where
// that can be, it does not outlive us, not even while it is stopped.
func own(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithUs(cmd.SysProcAttr)
}

func stop(p *os.Process) error { return p.Signal(syscall.SIGSTOP) }

func cont(p *os.Process) error { return p.Signal(syscall.SIGCONT) }
