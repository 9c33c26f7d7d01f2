package cmd

import (
	"bytes"
	"io"
	"strings"
)

// Who reads the output of -json gets a result in any case. Where there is none, because of wrong usage or input or a defect of the tool, it
// is a refusalLine.

// refusalLine is the last line of the NDJSON output of a command that came to no result.
type refusalLine struct {
	Type    string `json:"type"`
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
	if err := encodeLine(t.stdout, refusalLine{"result", verdict, code, t.said}); err != nil {
		return exitInternal
	}
	return code
}

// asksJSON reports whether -json is among the arguments. They may be too wrong to be parsed.
func asksJSON(args []string) bool {
	for _, a := range args {
		name, value, given := strings.Cut(strings.TrimPrefix(a, "-"), "=")
		if a == "--" {
			return false
		}
		if strings.HasPrefix(a, "-") && strings.TrimPrefix(name, "-") == flagJSON && (!given || value == "true") {
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
