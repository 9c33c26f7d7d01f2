package cmd

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/synod-go/synod/explore/report"
)

// Who reads the output of -json gets a result in any case. Where there is none, because of wrong usage or input or a defect of the tool, it
// is a refusalLine.

// refusalLine is the last line of the NDJSON output of a command that came to no result.
type refusalLine struct {
	Type    string `json:"type"`
	Version int    `json:"version"`
	Verdict string `json:"verdict"`
	Exit    int    `json:"exit"`
	Error   string `json:"error"` // as on standard error
}

// The verdicts of a refusalLine.
const (
	verdictRefused  = "refused"
	verdictInternal = "internal error"
)

// refusal writes the line for an exit code with which there is no result, and returns the exit code.
func (t *tool) refusal(code int) int {
	verdict := verdictRefused
	switch code {
	case exitUsage:
	case exitInternal:
		verdict = verdictInternal
	default:
		return code
	}
	if err := report.JSONLine(t.stdout, refusalLine{"result", report.Version, verdict, code, t.said}); err != nil {
		return exitInternal
	}
	return code
}

// refusalTest writes a refusal for continuous integration, if nothing else was written
// there, and returns the exit code.
func (t *tool) refusalTest(code int, args []string) int {
	if code == exitOK {
		return code
	}
	test := report.Case{Class: "explore", Name: strings.Join(args[1:], " "), Place: t.where, Error: &report.Problem{Message: t.said}}
	if err := t.writeTests(report.Suite{Name: "explore", Cases: []report.Case{test}}); err != nil {
		return exitInternal
	}
	return code
}

// asks reports whether a switch is on among the arguments. They may be too wrong to be parsed.
func asks(args []string, flag string) bool {
	for _, a := range args {
		if a == "--" {
			return false
		}
		word, dashed := flagName(a)
		name, value, joined := strings.Cut(word, "=")
		if !dashed || name != flag {
			continue
		}
		if on, err := strconv.ParseBool(value); !joined || err == nil && on {
			return true
		}
	}
	return false
}

// resultWatch notices a result on its way.
type resultWatch struct {
	io.Writer
	result bool
}

func (w *resultWatch) Write(b []byte) (int, error) {
	line := bytes.HasPrefix(b, []byte(`{"type":`))
	for _, other := range []string{"progress", "claim", "protocol"} { // none of them is the last word
		line = line && !bytes.HasPrefix(b, []byte(`{"type":"`+other+`"`))
	}
	w.result = w.result || line
	return w.Writer.Write(b)
}
