package cmd

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"syscall"

	"github.com/urfave/cli/v3"

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
	var fromLibrary cli.ExitCoder
	var defect *rescue.Panic
	if errors.As(err, &defect) {
		t.said = oneLine(defect.Error())
		return reportPanic(t.stderr, defect.Value, defect.Stack)
	}
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	}
	t.said = oneLine(err.Error())
	fmt.Fprintf(t.stderr, "explore: %s\n", t.said)
	if errors.As(err, &usage) || errors.As(err, &fromLibrary) {
		return exitUsage
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EPIPE) {
		return exitInconclusive // what was found out could not be written: no defect of the tool
	}
	return exitInternal
}

// Where defects of the tool are reported, and what shows more of them.
const (
	issuesURL = "https://github.com/synod-go/synod/issues"
	debugEnv  = "SYNOD_DEBUG"
)

// reportPanic prints a defect of the tool itself: what was recovered, and the
// stack where that happened.
func reportPanic(w io.Writer, v any, stack []byte) int {
	fmt.Fprintf(w, "explore: internal error: %s (please report it at %s with the command; %s=1 shows the stack)\n",
		oneLine(fmt.Sprint(v)), issuesURL, debugEnv)
	if os.Getenv(debugEnv) != "" {
		_, _ = w.Write(stack) // nothing is left to do about an error
	}
	return exitInternal
}

// oneLine puts a text on one line, with one space between its words.
func oneLine(s string) string { return quote.Line(strings.Join(strings.Fields(s), " ")) }

// The library reports wrong flags by text alone.
var (
	unknownFlag  = regexp.MustCompile(`^flag provided but not defined: -(.*)$`)
	missingValue = regexp.MustCompile(`^flag needs an argument: (-.*)$`)
	invalidValue = regexp.MustCompile(`(?s)^invalid value (".*") for flag -(\S+): (.*)$`)
)

// usageOf puts the library's usage errors about a command into this tool's words.
func usageOf(c *cli.Command, err error) error {
	text, help := err.Error(), "explore help"
	if c.Root() != c {
		help += " " + c.Name
	}
	if m := unknownFlag.FindStringSubmatch(text); m != nil {
		also := ""
		if c.Root() == c {
			also = ", explore -protocol NAME -help also those of a protocol"
		}
		return usagef("there is no flag -%s; %s lists the flags%s", m[1], help, also)
	}
	if m := missingValue.FindStringSubmatch(text); m != nil {
		return usagef("%s needs a value; %s says which", m[1], help)
	}
	if m := invalidValue.FindStringSubmatch(text); m != nil {
		if strings.Contains(m[3], "duplicate") {
			return usagef("-%s is given more than once; once is accepted", m[2])
		}
		return usagef("-%s=%s: accepted are true and false", m[2], strings.Trim(m[1], `"`))
	}
	return usageError{err}
}
