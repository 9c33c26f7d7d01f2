package cmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// The flags of explore render beside general ones.
const (
	flagNode   = "node"
	flagFormat = "format"
	flagWidth  = "width"
	flagWhole  = "whole"
	flagHide   = "hide"
)

func renderFlags() []general {
	return []general{
		{flagOut, "FILE", "where the picture goes: FILE.html, FILE.svg, FILE.md or FILE.txt; - is standard output; may be repeated"},
		{flagFormat, "html|svg|md|txt", "the form, where the name of the file does not say it"},
		showFlag,
		{flagNode, "NAME", "one node's view: its lane, and of the others the ends of its arrows"},
		{flagHide, "NAMES", "lanes that are left out, with commas between them; their steps are folded"},
		{flagWidth, "N", fmt.Sprintf("pixels that an SVG is wide (default %d)", draw.DefaultWidth)},
		{flagWhole, "", fmt.Sprintf("fold nothing; a run of more than %d steps is folded otherwise", draw.FoldFrom)},
		{flagHelp, "", "show this"},
	}
}

func (t *tool) renderCommand() *command {
	return &command{
		name: "render", doc: "draw a saved run as a page, a picture, Markdown, or text",
		run: t.render, flags: renderFlags(), repeated: []string{flagOut, flagShow}, takesFile: true,
	}
}

const renderUsage = `PROGRAM render FILE -o trace.html draws a saved run as a space-time diagram: a
self-contained page (.html), a picture (.svg), Markdown for issues and pull
requests (.md), or text (.txt). FILE is a run that Synod saved, an event log
(docs/events.md), an ITF file of Apalache or Quint, or what TLC wrote: its JSON
dump, or its console text. The logs of several nodes of one run are given together, or
the directory that they are in (PROGRAM cluster -record DIR). Of a log a message has an arrow from where it was sent
if the log says that (PROGRAM record -sent), and one across otherwise.

`

const renderExitCodes = `
Exit codes: 0 drawn; 2 wrong usage, or a file that cannot be read or written.
`

// render is the subcommand render.
func (t *tool) render(_ context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.flagHelp(renderUsage, renderFlags(), renderExitCodes)
	}
	path, saved, err := runOf(c)
	if err != nil {
		return err
	}
	options := draw.Options{Node: c.String(flagNode), Whole: c.Bool(flagWhole)}
	if c.IsSet(flagHide) {
		options.Hide = strings.Split(c.String(flagHide), ",")
	}
	if c.IsSet(flagWidth) {
		if options.Width, err = wholeNumber(c, flagWidth, 300, 20_000); err != nil {
			return err
		}
	}
	outputs, err := renderings(c)
	if err != nil {
		return err
	}
	if c.IsSet(flagShow) {
		if _, options.Values, err = shownIn(saved, c.Strings(flagShow)); err != nil {
			return err
		}
	}
	// Everything is drawn before anything is written.
	drawn := make([]bytes.Buffer, len(outputs))
	for i, o := range outputs {
		if err := o.form.draw(&drawn[i], saved, options); err != nil {
			return usagef("%s: %w", path, err)
		}
	}
	for i, o := range outputs {
		if o.path == "-" {
			if _, err := t.stdout.Write(drawn[i].Bytes()); err != nil {
				return err
			}
			continue
		}
		if err := traces.ReplaceFile(o.path, drawn[i].Bytes()); err != nil {
			return usageError{err}
		}
	}
	return nil
}

// form is one way to draw a run.
type form struct {
	names []string // extensions; the first is what -format takes
	draw  func(io.Writer, *traces.Trace, draw.Options) error
}

var forms = []form{
	{[]string{"html", "htm"}, draw.HTML},
	{[]string{"svg"}, svgForm},
	{[]string{"md", "markdown"}, draw.Markdown},
	{[]string{"txt", "text"}, draw.Text},
}

func svgForm(w io.Writer, t *traces.Trace, o draw.Options) error {
	d, err := draw.Of(t, o)
	if err != nil {
		return err
	}
	return draw.SVG(w, d, o)
}

func formNamed(name string) *form {
	for i := range forms {
		if slices.Contains(forms[i].names, name) {
			return &forms[i]
		}
	}
	return nil
}

// rendering is one file to be written.
type rendering struct {
	path string
	form *form
}

// renderings reads -o and -format.
func renderings(c *call) ([]rendering, error) {
	var names []string
	for _, f := range forms {
		names = append(names, f.names[0])
	}
	known := strings.Join(names, ", ")
	var byFlag *form
	if c.IsSet(flagFormat) {
		if byFlag = formNamed(c.String(flagFormat)); byFlag == nil {
			return nil, usagef("-format %q: accepted are %s", c.String(flagFormat), known)
		}
	}
	paths := c.Strings(flagOut)
	if len(paths) == 0 {
		if byFlag == nil {
			return nil, usagef("-o is missing: FILE.html, FILE.svg, FILE.md or FILE.txt")
		}
		paths = []string{"-"}
	}
	var list []rendering
	for _, path := range paths {
		r := rendering{path, byFlag}
		switch byName := formNamed(strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))); {
		case byFlag == nil && byName == nil:
			return nil, usagef("-o %s: the name does not say what is to be drawn; accepted are %s as extensions, or with -format", given(path), known)
		case byFlag == nil:
			r.form = byName
		case byName != nil && byName != byFlag:
			return nil, usagef("-o %s: the name says another form than -format %s", path, byFlag.names[0])
		}
		if path != "-" {
			if err := checkOutFile(flagOut, path); err != nil {
				return nil, err
			}
		}
		if slices.ContainsFunc(list, func(o rendering) bool { return o.path == path }) {
			return nil, usagef("-o %s stands twice", path)
		}
		list = append(list, r)
	}
	return list, nil
}
