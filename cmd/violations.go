package cmd

import (
	"bytes"
	"fmt"
	"math"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/synod-go/synod/traces"
)

// flagViolations asks for several counterexamples.
const flagViolations = "violations"

var violationsFlag = general{flagViolations, "N", "go on until N violations are found that differ in the property or in the kind of the last step (default 1)"}

// parseViolations reads how many counterexamples are wanted.
func (r *request) parseViolations(c *cli.Command, excludes ...string) error {
	if !c.IsSet(flagViolations) {
		return nil
	}
	for _, name := range append(excludes, flagSimulate) {
		if c.IsSet(name) {
			return usagef("-%s has no meaning with -%s", flagViolations, name)
		}
	}
	n, err := wholeNumber(c, flagViolations, 1, math.MaxInt32)
	if err != nil {
		return err
	}
	r.options.MaxFindings, r.options.Kinds = n, n > 1
	return nil
}

// nth ends the name of the file of the i-th counterexample.
func nth(i int) string {
	if i == 0 {
		return ""
	}
	return fmt.Sprintf("-%d", i+1)
}

// violation is one of the violations that a search found.
type violation struct {
	property, kind, text string
	run                  *traces.Trace // nil where no run leads to it
	path                 string        // where it was saved, or ""
	eval                 []string      // what was asked about each state of run
}

// saveAll saves the violations that have a run; the error says why the first one that could not be was not.
func saveAll(list []violation, save func(i int) (string, error)) (failed error) {
	for i := range list {
		if list[i].run == nil {
			continue
		}
		var err error
		if list[i].path, err = save(i); err != nil && failed == nil {
			failed = err
		}
	}
	return failed
}

func (v *violation) length() int {
	if v.run == nil {
		return 0
	}
	return v.run.Steps()
}

// lastStep is what was done last, or "".
func (v *violation) lastStep() string {
	if n := v.length(); n > 0 && v.run.States[n].Step != nil {
		return v.run.States[n].Step.String()
	}
	return ""
}

func (v *violation) json() violationJSON {
	return violationJSON{v.property, v.length(), v.path, v.kind, v.text, v.lastStep(), v.eval}
}

func violationsJSON(list []violation) (out []violationJSON) {
	for i := range list {
		out = append(out, list[i].json())
	}
	return out
}

// writeFurther lists the violations after the first, if several were asked for.
func writeFurther(b *bytes.Buffer, list []violation, asked int, boundedBy []string) {
	if asked < 2 || len(list) == 0 {
		return
	}
	if n := len(list) - 1; n > 0 {
		fmt.Fprintf(b, "\n%s:\n", some(n, "other violation"))
	}
	for i := 1; i < len(list); i++ {
		v := &list[i]
		fmt.Fprintf(b, "\n  %d  %s (%s) after %s", i+1, v.property, v.kind, some(v.length(), "step"))
		if last := v.lastStep(); last != "" {
			fmt.Fprintf(b, ", the last one: %s", last)
		}
		for line := range strings.Lines(v.text) {
			fmt.Fprintf(b, "\n     %s", strings.TrimRight(line, "\n"))
		}
		if v.path != "" {
			fmt.Fprintf(b, "\n     saved to %s", v.path)
		}
		b.WriteString("\n")
	}
	switch {
	case len(list) >= asked:
	case len(boundedBy) > 0:
		fmt.Fprintf(b, "\nbounded by %s: there can be violations of other kinds\n", strings.Join(boundedBy, " and "))
	default:
		b.WriteString("\nno run within the bounds breaks anything else first\n")
	}
}
