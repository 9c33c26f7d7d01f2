package cmd

import (
	"strings"

	"github.com/synod-go/synod/model/warn"
)

const (
	flagMeant   = "accept"
	flagHandler = "handler-time"
)

var (
	meantFlag   = general{flagMeant, "NAMES", "warnings that are meant, separated by commas: a kind, or one alone as the warning gives it"}
	handlerFlag = general{flagHandler, "DURATION", "how long one run of a handler may take (default 10s); one that does not return is a finding"}
)

// parseWarnings reads which warnings are meant, and how long handlers may take.
func (r *request) parseWarnings(c *call) error {
	if c.IsSet(flagMeant) {
		for _, key := range strings.Split(c.String(flagMeant), ",") {
			r.options.Meant = append(r.options.Meant, strings.TrimSpace(key))
		}
		if err := warn.Check(r.options.Meant); err != nil {
			return usagef("-%s: %w", flagMeant, err)
		}
	}
	if c.IsSet(flagHandler) {
		var err error
		if r.options.HandlerTime, err = duration(c, flagHandler, "500ms or 1m"); err != nil {
			return err
		}
	}
	return nil
}
