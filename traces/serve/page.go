package serve

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
	"github.com/synod-go/synod/traces/text"
)

// Page is what is to be served.
type Page struct {
	// Live is the system that is played. It is nil when there is none, and the page
	// shows Saved alone; Why says then why there is none.
	Live traces.Live
	Why  string
	// Saved is the run that the page opens with; nil is where Live is. Replayed is
	// what came of following it: Live is where that ended.
	Saved    *traces.Trace
	Replayed *traces.Replayed
	// First is how many steps a run has before those of Live: a system can start at
	// the end of another run.
	First int
	// Values, if not nil, evaluates what is shown beside the variables of each state of a
	// run (draw.Options.Values).
	Values func(*traces.Trace) []traces.Record
}

// opening is the run that the page opens with.
type opening struct {
	at address
	// saved says that it is the saved run, and that only that says what it breaks: no
	// state does, as when a run without end breaks a property.
	saved bool
	// notice says where the system departs from the saved run.
	notice string
}

// opening looks at where Live is, and leaves it at the beginning of the run.
func (p *Page) opening() opening {
	broken := p.Live.Broken()
	o := opening{at: addressOf(p.Live)}
	if p.Saved == nil {
		return o
	}
	m := &p.Saved.Meta
	switch r := p.Replayed; {
	case r.Departure != nil:
		saved := "The saved run"
		if verdict, _ := text.Verdict(p.Saved); verdict != "" {
			saved += " (" + verdict + ")"
		}
		o.notice = fmt.Sprintf("%s cannot be followed to its end. It departs at %s. What is shown ends before.", saved, r.Departure)
	case m.Property == "":
	case r.Again == nil && !traces.IsProperty(m.PropertyKind, m.Property):
		o.notice = "The saved run can be followed to its end, but there " + traces.Holds(m.PropertyKind, m.Property) + " now."
	case r.Again == nil:
		o.notice = "The saved run can be followed to its end, but " + m.Property + " is not violated there any more."
		if r.Why != "" {
			o.notice += " The reason: " + r.Why + "."
		}
	default:
		o.saved = !slices.Contains(broken, *r.Again)
	}
	return o
}

// shown is what the page shows of a run.
type shown struct {
	// Address is the address of the run that is shown. It is shorter than the one in
	// the request if the run cannot be followed to its end; Notice then says why.
	Address string `json:"address"`
	Notice  string `json:"notice"`
	// First is the number of the first step that is played; those before it, and
	// with Why all of them, can be looked at only.
	First int    `json:"first"`
	Why   string `json:"why"`
	draw.Page
	// Properties are the properties that are checked in every state, and Broken
	// what the states break, in the order of the steps.
	Properties []string   `json:"properties"`
	Broken     [][]broken `json:"broken"`
}

type broken struct {
	Property string `json:"property"`
	Text     string `json:"text"`
	Goal     bool   `json:"goal"`
}

// run is a run as it is drawn: its Meta says what it breaks first, past is how many
// steps it goes on after that, and findings is what each state breaks.
func (s *Server) run() (t *traces.Trace, past int, findings [][]broken) {
	w := &s.walk
	saved := s.page.Live == nil || s.opening.saved && slices.Equal(w.at, s.opening.at)
	if saved {
		t = s.page.Saved.Closed()
	} else {
		t = w.live.Trace()
	}
	findings = make([][]broken, len(t.States))
	for i := range findings {
		findings[i] = []broken{}
	}
	first := -1
	for i, list := range w.broken {
		at := s.page.First + i
		for _, f := range list {
			findings[at] = append(findings[at], broken{f.Property, f.Text, f.Kind == traces.KindGoal})
		}
		if len(list) > 0 && first < 0 {
			first = at
			drawn := *t
			drawn.Meta.Breaks(&list[0])
			t = &drawn
		}
	}
	switch last := t.Steps(); {
	case first >= 0:
		past = last - first
	case saved && t.Meta.Property != "":
		m := t.Meta
		findings[last] = append(findings[last], broken{m.Property, m.Violation, m.PropertyKind == traces.KindGoal})
	}
	return t, past, findings
}

// show draws the run where the walk is. Lanes to hide that it does not have are ignored.
func (s *Server) show(o draw.Options) (*shown, error) {
	t, past, findings := s.run()
	o.Past = past
	for _, values := range s.walk.bound {
		o.Bound = append(o.Bound, values...)
	}
	lanes := draw.Lanes(t, o)
	o.Hide = slices.DeleteFunc(o.Hide, func(name string) bool { return !slices.Contains(lanes, name) })
	if s.page.Values != nil {
		o.Values = s.page.Values(t)
	}
	p, err := draw.NewPage(t, o)
	if err != nil {
		return nil, err
	}
	out := &shown{Address: s.walk.at.String(), First: s.page.First, Why: s.page.Why, Page: *p, Properties: t.Meta.Properties, Broken: findings}
	if out.Properties == nil || s.page.Saved != nil && s.page.Saved.Meta.PropertyKind == traces.KindGoal {
		out.Properties = []string{} // a goal is no property
	}
	return out, nil
}

// saved is the run as it is kept in a file, and a name for that.
func (s *Server) saved() (*traces.Trace, string) {
	t, past, _ := s.run()
	if past > 0 { // what a file says is broken is so at its end
		t = s.walk.live.Trace()
	}
	m := t.Meta
	var words []string
	for _, word := range []string{cmp.Or(m.Protocol, strings.TrimSuffix(path.Base(filepath.ToSlash(m.Source)), ".tla")), m.Mutant, m.Property, fmt.Sprint(t.Steps())} {
		word = strings.Trim(notInNames.ReplaceAllString(word, "-"), "-.")
		if word != "" {
			words = append(words, word)
		}
	}
	return t, strings.Join(words, "-") + ".itf.json"
}

var notInNames = regexp.MustCompile(`[^A-Za-z0-9_.]+`)
