package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// LiveCluster is the command that runs a cluster.
const LiveCluster = "cluster"

// Cluster is what a live cluster did. Times count from its start.
type Cluster struct {
	// Dir has the logs, the history and the schedule; "" if nothing was kept.
	Dir    string
	Length time.Duration
	Seed   uint64
	// Servers counts the nodes in processes of their own, Clients the others. Starts counts
	// how often each of the processes was started.
	Servers, Clients int
	Starts           map[string]int
	// Operations counts what clients began, Answered what was answered, the last one at Busy.
	Operations, Answered int
	Busy                 time.Duration
	Latency              []Percentile
	Leads                []Lead
	Faults               []Fault
	// Lost and Doubled count messages that a fault lost or doubled, Cut those that a partition
	// did not let through.
	Lost, Doubled, Cut int
	// Picture is the file that shows a history that is not linearizable.
	Picture string
	// Spec is the module that the logs were held against; "" is none.
	Spec string
	// Explanation is the file that says why the logs are none; "" if they are.
	Explanation string
	// Refused is the run of the logs up to the event that does not fit; nil if all do.
	Refused *traces.Trace
	// Compared says what the run did beside a bounded model of the spec; nil if there is no such model.
	Compared *Compared
}

// Percentile is the latency that so many of a hundred operations did not exceed.
type Percentile struct {
	Percent float64
	Time    time.Duration
}

// Lead is that a node began to lead.
type Lead struct {
	At    time.Duration
	Node  string
	Epoch int // the term, the ballot, the view
}

// Fault is something that was broken on purpose.
type Fault struct {
	Kind    string
	At, For time.Duration
	What    string
	// Silence is the longest time without an answer to any client, from then to the next fault.
	Silence time.Duration
}

// PerSecond is how many operations were answered in a second.
func (c *Cluster) PerSecond() float64 {
	if c.Busy <= 0 {
		return 0
	}
	return float64(c.Answered) / c.Busy.Seconds()
}

// clusterText is the verdict about a cluster in a sentence or two.
func (r *Report) clusterText() string {
	if v := r.Violation(); v != nil {
		if slices.ContainsFunc(r.Properties, func(p Property) bool { return p.Name == v.Property }) {
			return fmt.Sprintf("VIOLATION: %s.\n%s", v.Property, v.Text)
		}
		return "VIOLATION: a node does not go on.\n" + v.Text
	}
	var said []string
	for _, p := range r.Properties {
		if p.Verdict == Holds {
			said = append(said, fmt.Sprintf("%s holds of %s", p.Name, numbers.Some(r.Cluster.Operations, "operation")))
		}
	}
	switch v := r.Validation; {
	case r.Verdict == Rejected && (v.Misfit == nil || v.Misfit.Event == 0):
		return "REJECTED. The trace spec has no initial state."
	case r.Verdict == Rejected:
		return fmt.Sprintf("REJECTED. The logs are no behaviour of %s: %s of %s can be placed, event %d of %s cannot.",
			r.Cluster.Spec, numbers.Count(v.Matched), numbers.Some(v.Events, "event"), v.Misfit.Event, v.Misfit.Log)
	case v != nil && v.Matched == v.Events && v.Misfit == nil:
		said = append(said, fmt.Sprintf("the logs, of %s, are a behaviour of %s", numbers.Some(v.Events, "event"), r.Cluster.Spec))
	}
	text := strings.Join(said, ", and ")
	if text == "" {
		text = "no node has ended by itself"
	}
	if r.Verdict == Inconclusive {
		return fmt.Sprintf("INCONCLUSIVE: ended by %s before everything was checked; %s.", strings.Join(r.BoundedBy, " and "), text)
	}
	return "NO VIOLATION: " + text + "." + r.vacuousText("no answer to a client")
}

// cluster writes what a live cluster did.
func (t *printer) cluster() {
	c := t.Cluster
	in := func(d time.Duration) string { return d.Round(time.Millisecond).String() }
	t.row("nodes", "%s in processes of their own, %s; seed %d", numbers.Count(c.Servers), numbers.Some(c.Clients, "client"), c.Seed)
	t.row("time", "%s", c.Length.Round(100*time.Millisecond))
	if c.Clients > 0 {
		t.row("operations", "%s, %s answered, %.1f/s", numbers.Count(c.Operations), numbers.Count(c.Answered), c.PerSecond())
		var words []string
		for _, p := range c.Latency {
			name := fmt.Sprintf("%g %%", p.Percent)
			if p.Percent == 100 {
				name = "all"
			}
			words = append(words, fmt.Sprintf("%s in %s", name, in(p.Time)))
		}
		t.row("latency", "%s", strings.Join(words, ", "))
	}
	var leads []string
	for _, l := range c.Leads {
		leads = append(leads, fmt.Sprintf("%8s  %s, %d", in(l.At), l.Node, l.Epoch))
	}
	t.rows("leads", fold(leads))
	var restarts []string
	for _, name := range slices.Sorted(maps.Keys(c.Starts)) {
		if n := c.Starts[name] - 1; n > 0 {
			restarts = append(restarts, fmt.Sprintf("%s %s", name, numbers.Count(n)))
		}
	}
	if len(restarts) > 0 {
		t.row("restarts", "%s", strings.Join(restarts, ", "))
	}
	if c.Lost+c.Doubled+c.Cut > 0 {
		t.row("network", "%s lost, %s doubled, %s cut off", numbers.Some(c.Lost, "message"), numbers.Count(c.Doubled), numbers.Count(c.Cut))
	}
	var faults []string
	for _, f := range c.Faults {
		text := fmt.Sprintf("%8s  for %s: %s", in(f.At), in(f.For), f.What)
		if c.Clients > 0 {
			text += fmt.Sprintf("; no answer for %s", in(f.Silence))
		}
		faults = append(faults, text)
	}
	t.rows("faults", fold(faults))
	if v := t.Validation; v != nil {
		t.row("events", "%s, %s matched", numbers.Count(v.Events), numbers.Count(v.Matched))
	}
	t.properties()
	t.compared(c.Compared)
	t.shortExplanation()
	if c.Picture != "" {
		fmt.Fprintf(t, "\nthe history as a picture  %s\n", quote.Line(c.Picture))
	}
	if c.Dir != "" {
		fmt.Fprintf(t, "\nkept in   %s\n", quote.Line(c.Dir))
	}
}

// shortExplanation is the beginning of what was expected instead: a state of a spec that has
// run for a while has too much in it to be read.
func (t *printer) shortExplanation() {
	if t.Validation == nil || t.Validation.Misfit == nil {
		return
	}
	m := t.Validation.Misfit
	lines := strings.Split(strings.TrimRight(m.Explanation, "\n"), "\n")
	for _, line := range lines[:min(len(lines), maxLines)] {
		if r := []rune(line); len(r) > maxColumns {
			line = string(r[:maxColumns]) + "…"
		}
		fmt.Fprintln(t, line)
	}
	if more := len(lines) - maxLines; more > 0 {
		fmt.Fprintf(t, "  … and %s, in %s\n", numbers.Some(more, "line"), quote.Line(t.Cluster.Explanation))
	}
	t.saved(m.Trace, "inspect", "render -o run.html")
}

// maxColumns is how much is shown of a line.
const maxColumns = 300

// maxLines is how many lines are shown of a list.
const maxLines = 40

// fold leaves out the middle of a long list.
func fold(lines []string) []string {
	if len(lines) <= maxLines {
		return lines
	}
	out := slices.Clone(lines[:maxLines/2])
	out = append(out, fmt.Sprintf("     …    %s", numbers.Some(len(lines)-maxLines+1, "line")))
	return append(out, lines[len(lines)-maxLines/2+1:]...)
}

type clusterLine struct {
	Dir        string         `json:"dir"`
	Length     float64        `json:"length_s"`
	Seed       uint64         `json:"seed"`
	Servers    int            `json:"servers"`
	Clients    int            `json:"clients"`
	Starts     map[string]int `json:"starts"`
	Operations int            `json:"operations"`
	Answered   int            `json:"answered"`
	PerSecond  float64        `json:"answered_per_s"`
	Latency    []latencyLine  `json:"latency"`
	Leads      []leadLine     `json:"leads"`
	Faults     []faultLine    `json:"faults"`
	Lost       int            `json:"lost"`
	Doubled    int            `json:"doubled"`
	Cut        int            `json:"cut_off"`
	Picture    string         `json:"picture"`
	Spec       string         `json:"spec"`
	Compared   *comparedLine  `json:"compared,omitempty"`
}

type latencyLine struct {
	Percent float64 `json:"percent"`
	Time    float64 `json:"ms"`
}

type leadLine struct {
	At    float64 `json:"at_ms"`
	Node  string  `json:"node"`
	Epoch int     `json:"epoch"`
}

type faultLine struct {
	Kind    string  `json:"kind"`
	At      float64 `json:"at_ms"`
	For     float64 `json:"for_ms"`
	What    string  `json:"what"`
	Silence float64 `json:"silence_ms"`
}

// clusterLine is what is in JSON of a cluster.
func (r *Report) clusterLine() *clusterLine {
	c := r.Cluster
	if c == nil {
		return nil
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	starts := map[string]int{}
	maps.Copy(starts, c.Starts)
	return &clusterLine{
		Dir: c.Dir, Length: c.Length.Seconds(), Seed: c.Seed, Servers: c.Servers, Clients: c.Clients, Starts: starts,
		Operations: c.Operations, Answered: c.Answered, PerSecond: c.PerSecond(),
		Latency: mapped(c.Latency, func(p Percentile) latencyLine { return latencyLine{p.Percent, ms(p.Time)} }),
		Leads:   mapped(c.Leads, func(l Lead) leadLine { return leadLine{ms(l.At), l.Node, l.Epoch} }),
		Faults: mapped(c.Faults, func(f Fault) faultLine {
			return faultLine{f.Kind, ms(f.At), ms(f.For), f.What, ms(f.Silence)}
		}),
		Lost: c.Lost, Doubled: c.Doubled, Cut: c.Cut, Picture: c.Picture, Spec: c.Spec, Compared: c.Compared.line(),
	}
}
