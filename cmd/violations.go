package cmd

import (
	"fmt"
	"math"

	"github.com/urfave/cli/v3"
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
