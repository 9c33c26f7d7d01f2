package cmd

import (
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/synod-go/synod/model"
)

const (
	flagMeant   = "accept"
	flagHandler = "handler-time"
)

var warningFlags = []general{
	{flagMeant, "NAMES", "warnings that are meant, separated by commas: a kind, or one alone as the warning gives it"},
	{flagHandler, "DURATION", "how long one run of a handler may take (default 10s); one that does not return is a finding"},
}

// parseWarnings reads which warnings are meant, and how long handlers may take.
func (r *request) parseWarnings(c *cli.Command) error {
	if c.IsSet(flagMeant) {
		for _, key := range strings.Split(c.String(flagMeant), ",") {
			r.options.Meant = append(r.options.Meant, strings.TrimSpace(key))
		}
		if err := model.CheckMeant(r.options.Meant); err != nil {
			return usagef("-%s: %w", flagMeant, err)
		}
	}
	if text := c.String(flagHandler); c.IsSet(flagHandler) {
		d, err := time.ParseDuration(text)
		if err != nil || d <= 0 {
			return usagef("-%s %s: accepted are durations above 0, like 500ms or 1m", flagHandler, given(text))
		}
		r.options.HandlerTime = d
	}
	return nil
}
