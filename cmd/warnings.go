package cmd

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/synod-go/synod/internal/search"
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

// warnings writes the warnings that are not meant: they stand before the verdict.
func (o *outcome) warnings(b *bytes.Buffer) {
	for _, w := range o.Unmeant() {
		fmt.Fprintf(b, "WARNING %s: %s\n", w.Key(), w.Text)
	}
}

// meantRows are the rows of the warnings that are meant, and of the notes.
func (o *outcome) meantRows(row func(name, format string, args ...any)) {
	name := "meant"
	for _, w := range o.Warnings {
		if w.Meant != "" {
			row(name, "%s: %s", w.Key(), w.Meant)
			name = ""
		}
	}
	for _, note := range o.Notes {
		row("note", "%s", note)
	}
}

type warningJSON struct {
	Name  string `json:"name"`
	About string `json:"about"`
	Text  string `json:"text"`
	Meant string `json:"meant"` // why it is meant; "" when it is not
}

func warningsJSON(list []search.Warning) []warningJSON {
	out := []warningJSON{}
	for _, w := range list {
		out = append(out, warningJSON(w))
	}
	return out
}
