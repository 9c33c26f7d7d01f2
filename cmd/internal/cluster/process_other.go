//go:build !unix

package cluster

import (
	"errors"
	"os"
	"os/exec"
)

// CanPause reports whether processes can be stopped and continued here.
const CanPause = false

func own(*exec.Cmd) {}

func stop(*os.Process) error { return errors.ErrUnsupported }

func cont(*os.Process) error { return errors.ErrUnsupported }
