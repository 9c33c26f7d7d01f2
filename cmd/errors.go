package cmd

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/rescue"
)

// The exit codes.
const (
	exitOK           = 0
	exitViolation    = 1 // or a replay that departs
	exitUsage        = 2
	exitInconclusive = 3
	exitInternal     = 4
)

// exit is an error that says nothing but the exit code: what there was to say
// was said.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// usageError is wrong input: its text names the input and what is accepted.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// exitCode prints what an error says, in one line, and returns the exit code.
func (t *tool) exitCode(err error) int {
	var code exit
	var usage usageError
	var defect *rescue.Panic
	if errors.As(err, &defect) && guard.InNew(defect) {
		err = usageError{guard.Panicked("New, which makes the protocol's system,", defect)}
	} else if errors.As(err, &defect) {
		t.said = oneLine(defect.Error())
		return t.reportPanic(defect.Value, defect.Stack)
	}
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	}
	t.said = oneLine(err.Error())
	t.complain("%s", t.said)
	if errors.As(err, &usage) {
		return exitUsage
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EPIPE) {
		return exitInconclusive // what was found out could not be written: no defect of the tool
	}
	return exitInternal
}

// complain prints a line on standard error that begins with the program's name.
func (t *tool) complain(format string, args ...any) {
	fmt.Fprintf(t.stderr, "%s: %s\n", t.programName(), fmt.Sprintf(format, args...))
}

// Where defects of the tool are reported, and what shows more of them.
const (
	issuesURL = "https://github.com/synod-go/synod/issues"
	debugEnv  = "SYNOD_DEBUG"
)

// reportPanic prints a defect of the tool itself: what was recovered, and the
// stack where that happened.
func (t *tool) reportPanic(v any, stack []byte) int {
	t.complain("internal error: %s (please report it at %s with the command; %s=1 shows the stack)",
		oneLine(fmt.Sprint(v)), issuesURL, debugEnv)
	if os.Getenv(debugEnv) != "" {
		_, _ = t.stderr.Write(stack) // nothing is left to do about an error
	}
	return exitInternal
}

// oneLine puts a text on one line, with one space between its words.
func oneLine(s string) string { return quote.Line(strings.Join(strings.Fields(s), " ")) }
