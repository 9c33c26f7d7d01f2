package draw

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// The script of the page is bundled from page/*.ts; a test fails if the bundle
// is not what they give.
//go:generate go tool esbuild page/main.ts --bundle --format=iife --target=es2021 --charset=utf8 --outfile=page/page.js --log-level=warning

//go:embed page/page.js
var pageJS string

//go:embed page/page.css
var pageCSS string

// Style is the style of pictures and pages.
func Style() string { return pictureCSS + pageCSS }

// pageWidth is how wide the picture is in a page, beside the details.
const pageWidth = 860

// Page is a run as a page shows it, in pieces: [HTML] puts them into one file, and
// a page that is live fetches them as the run grows.
type Page struct {
	// Heading is what it is a run of, and Title the same with what it breaks, as text.
	Heading string `json:"heading"`
	Title   string `json:"title"`
	// Verdict and Pictures are HTML in the style (see [Style]): what is broken, ""
	// if nothing is, and the picture, a folded run's and the whole one's.
	Verdict  string `json:"verdict"`
	Pictures string `json:"pictures"`
	// Folded is how many steps are folded; 0 says that there is one picture.
	Folded int `json:"folded"`
	// Run is what the script reads: the details of every step, in JSON.
	Run json.RawMessage `json:"run"`
}

// NewPage draws t for a page.
func NewPage(t *traces.Trace, o Options) (*Page, error) {
	all := whole(t, o)
	d, err := all.shown(o, FoldFrom)
	if err != nil {
		return nil, err
	}
	unfolded := o
	unfolded.Whole = true
	full, err := all.shown(unfolded, FoldFrom)
	if err != nil {
		return nil, err
	}
	p := &Page{Heading: d.Title, Title: pageTitle(d)}
	var verdict, pictures bytes.Buffer
	writeVerdict(&verdict, d)
	writePicture(&pictures, d, o, "folded-run")
	if len(d.Rows) < len(full.Rows) {
		p.Folded = folded(d) - folded(full)
		writePicture(&pictures, full, o, "whole")
	}
	p.Verdict, p.Pictures = verdict.String(), pictures.String()
	p.Run, err = pageData(all, d)
	return p, err
}

// lanesMenu is where the script lists the lanes.
const lanesMenu = `<details id="lanes"><summary>lanes</summary><div></div></details>`

// HTML writes t as a page that is one file and fetches nothing: what is wrong, a
// picture, and beside it the details of the step that is chosen with the mouse
// or the keyboard. Without JavaScript it is the picture alone. A folded run's
// page also has the picture of the whole run. Lanes can be taken out of the picture; their
// steps and their room stay there (Options.Hide leaves them out).
func HTML(w io.Writer, t *traces.Trace, o Options) error {
	p, err := NewPage(t, o)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
	b.WriteString("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	fmt.Fprintf(&b, "<title>%s</title>\n<style>\n%s</style>\n</head>\n<body>\n", quote.HTML(p.Title), Style())
	fmt.Fprintf(&b, "<header>\n%s<h1>%s</h1>\n</header>\n", p.Verdict, quote.HTML(p.Heading))
	b.WriteString(`<nav><button id="back" title="the step before">←</button><span id="at"></span><button id="on" title="the next step">→</button>` +
		`<input id="search" type="search" placeholder="search" aria-label="search the steps">` +
		`<span class="keys"><kbd>←</kbd> <kbd>→</kbd> or <kbd>k</kbd> <kbd>j</kbd> step, <kbd>Home</kbd> <kbd>End</kbd>, <kbd>/</kbd> search, <kbd>Enter</kbd> next</span>` + lanesMenu + `</nav>` + "\n")
	if p.Folded > 0 {
		fmt.Fprintf(&b, "<label class=\"fold\"><input id=\"whole\" type=\"checkbox\"> show the whole run; %s are folded</label>\n",
			numbers.Of(p.Folded, t.Steps(), "step"))
	}
	fmt.Fprintf(&b, "<main>\n<div id=\"pictures\">\n%s</div>\n<aside id=\"side\" aria-live=\"polite\"></aside>\n</main>\n", p.Pictures)
	fmt.Fprintf(&b, "<script type=\"application/json\" id=\"run\">%s</script>\n<script>\n%s</script>\n</body>\n</html>\n", p.Run, pageJS)
	_, err = w.Write(b.Bytes())
	return err
}

func pageTitle(d *Diagram) string {
	if d.Verdict == "" {
		return d.Title
	}
	return d.Verdict + ": " + d.Title
}

func writeVerdict(b *bytes.Buffer, d *Diagram) {
	if d.Verdict == "" {
		return
	}
	class := "verdict"
	if d.Goal {
		class += " goal"
	}
	fmt.Fprintf(b, "<div class=\"%s\"><strong>%s</strong>", class, quote.HTML(d.Verdict))
	for _, line := range d.Why {
		fmt.Fprintf(b, "<div>%s</div>", quote.HTML(line))
	}
	b.WriteString("</div>\n")
}

// writePicture writes the names of the lanes, which stay in sight, and the
// picture.
func writePicture(b *bytes.Buffer, d *Diagram, o Options, class string) {
	if o.Width <= 0 {
		o.Width = pageWidth
	}
	names, picture := Picture(d, o)
	fmt.Fprintf(b, "<div class=\"%s\">\n<div class=\"names\">%s</div>\n%s</div>\n", class, names, picture)
}

func folded(d *Diagram) int {
	n := 0
	for i := range d.Rows {
		if r := &d.Rows[i]; r.Folded() {
			n += r.Last - r.First + 1
		}
	}
	return n
}

// savedRun is what the page's script reads. A part of the state, or a field of it, that is
// the same in many steps is kept once.
type savedRun struct {
	Lanes []savedLane `json:"lanes"`
	// Properties are those that the search checked, Property the one that the run is about.
	Properties []string          `json:"properties"`
	Property   string            `json:"property"`
	Verdict    string            `json:"verdict"`
	Why        []string          `json:"why"`
	Goal       bool              `json:"goal"`
	Failing    int               `json:"failing"`
	Details    []savedDetail     `json:"details"`
	Parts      []json.RawMessage `json:"parts"`  // each a savedPart
	Fields     []json.RawMessage `json:"fields"` // each a FieldText
}

// savedLane is a lane of the run. Hidden ones are not in the picture; the others have
// their ordinals there.
type savedLane struct {
	Name   string `json:"name"`
	Hidden bool   `json:"hidden"`
}

type savedDetail struct {
	Detail
	Parts []int `json:"parts"` // of savedRun.Parts
}

type savedPart struct {
	Part
	Fields []int `json:"fields"` // of savedRun.Fields
}

// shared keeps equal values once.
type shared struct {
	list  []json.RawMessage
	place map[string]int
}

// put returns the place of a value in the list.
func (p *shared) put(v any) (int, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return 0, err
	}
	at, ok := p.place[string(data)]
	if !ok {
		at = len(p.list)
		p.place[string(data)] = at
		p.list = append(p.list, data)
	}
	return at, nil
}

// pageData is what the script reads about a run of which d is shown.
func pageData(all, d *Diagram) ([]byte, error) {
	t := all.trace
	run := savedRun{Verdict: d.Verdict, Why: d.Why, Goal: d.Goal, Failing: d.Failing}
	run.Property = t.Meta.Property
	if !d.Goal { // a goal is no property
		run.Properties = t.Meta.Properties
	}
	if run.Why == nil {
		run.Why = []string{}
	}
	if run.Properties == nil {
		run.Properties = []string{}
	}
	for _, l := range all.Lanes {
		shown := slices.ContainsFunc(d.Lanes, func(other Lane) bool { return other.Name == l.Name })
		run.Lanes = append(run.Lanes, savedLane{l.Name, !shown})
	}
	parts, fields := &shared{[]json.RawMessage{}, map[string]int{}}, &shared{[]json.RawMessage{}, map[string]int{}}
	for i := range t.States {
		s := savedDetail{Detail: all.Detail(i), Parts: []int{}}
		for _, part := range s.Detail.Parts {
			saved := savedPart{Part: part, Fields: []int{}}
			for _, f := range part.Fields {
				at, err := fields.put(f)
				if err != nil {
					return nil, err
				}
				saved.Fields = append(saved.Fields, at)
			}
			at, err := parts.put(saved)
			if err != nil {
				return nil, err
			}
			s.Parts = append(s.Parts, at)
		}
		run.Details = append(run.Details, s)
	}
	run.Parts, run.Fields = parts.list, fields.list
	// Marshal writes <, > and & as \u003c and so on: nothing in the data can end
	// the script.
	return json.Marshal(run)
}
