package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/synod-go/synod/internal/quote"
)

// GitHub folds long annotations and refuses longer ones, and the whole text is in the
// log and in the saved run.
const (
	annotationLines = 40
	annotationBytes = 16 << 10
)

// Annotations writes suites as workflow commands, which GitHub Actions reads on the
// output of a job and shows on the run and beside the lines of a pull request: an error
// for each test that failed or came to no answer, and a warning for each warning.
// Skipped tests are not annotated.
func Annotations(w io.Writer, suites ...Suite) error {
	var b bytes.Buffer
	for i := range suites {
		suites[i].annotate(&b)
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (s *Suite) annotate(b *bytes.Buffer) {
	for i := range s.Cases {
		c := &s.Cases[i]
		switch problem := c.Failure; {
		case problem != nil:
			annotation(b, "error", c.Place, s.Name+": "+c.Name, problem)
		case c.Error != nil:
			annotation(b, "error", c.Place, s.Name+": "+c.Name, c.Error)
		}
	}
	for _, text := range s.Warnings {
		annotation(b, "warning", Place{}, s.Name, &Problem{Message: text})
	}
}

// annotation writes one workflow command.
func annotation(b *bytes.Buffer, level string, at Place, title string, p *Problem) {
	b.WriteString("::" + level + " ")
	if at.File != "" {
		fmt.Fprintf(b, "file=%s,", quote.WorkflowProperty(at.File))
		if at.Line > 0 {
			fmt.Fprintf(b, "line=%d,", at.Line)
		}
	}
	text := strings.TrimSpace(p.Text)
	if first := strings.TrimSpace(p.Message); !strings.HasPrefix(oneLine(text), oneLine(first)) {
		text = first + "\n\n" + text
	}
	fmt.Fprintf(b, "title=%s::%s\n", quote.WorkflowProperty(title), quote.Workflow(beginning(strings.TrimSpace(text))))
}

// beginning returns as much of a text as an annotation may have.
func beginning(text string) string {
	whole := text
	if lines := strings.SplitAfterN(text, "\n", annotationLines+1); len(lines) > annotationLines {
		text = strings.Join(lines[:annotationLines], "")
	}
	if len(text) > annotationBytes {
		text = strings.ToValidUTF8(text[:annotationBytes], "")
	}
	if len(text) < len(whole) {
		text = strings.TrimSpace(text) + "\n… (the rest is in the log)"
	}
	return text
}
