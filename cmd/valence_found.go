package cmd

import (
	"context"
	"slices"
	"strings"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/valence"
	"github.com/synod-go/synod/traces"
)

// valenceFound is what the command found.
type valenceFound struct {
	counts    valence.Counts
	critical  []valence.Critical
	diamonds  valence.Diamonds
	schedules []*valence.Schedule // with nobody stopped, then with each process; nil is none
	longest   *valence.Run
	endless   bool
	chain     []vector // of Lemma 2
	promises  []promise
}

// promise is one of the things of which no protocol has all.
type promise struct {
	name    string
	verdict report.Verdict
	why     string
}

// find works out what the report says.
func (v *valenceRun) find(ctx context.Context) (f *valenceFound, err error) {
	f = &valenceFound{counts: v.Count(), critical: v.Critical()}
	if v.until != "" {
		return f, nil
	}
	if f.diamonds, err = v.Diamonds(ctx); err != nil {
		return nil, err
	}
	last := len(v.Names)
	if len(v.system.Detectors) > 0 {
		last = 0 // who stops crashes, so that a detector can tell of it
	}
	for stopped := valence.None; stopped < last; stopped++ {
		s, err := v.Adversary(ctx, stopped)
		if err != nil {
			return nil, err
		}
		f.schedules = append(f.schedules, s)
	}
	f.longest, f.endless = v.Longest()
	if f.chain, err = v.vectors(ctx); err != nil {
		return nil, err
	}
	f.promises = []promise{v.agreement(f), v.validity(f), v.termination(f)}
	if len(f.schedules) > 1 {
		f.promises = append(f.promises, v.terminationWithout(f))
	}
	if given := v.given[inputsParam]; given != "" {
		for i := range f.promises {
			if p := &f.promises[i]; p.name != validity && p.verdict != report.Violated {
				p.why += ", with the inputs " + given
			}
		}
	}
	return f, nil
}

const validity = "validity"

// ofVectors says of which inputs something was asked, if all were looked at while some are
// given: what holds of those alone is another question.
func (v *valenceRun) ofVectors(all bool) string {
	if all && v.given[inputsParam] != "" {
		return ", over all inputs, not only those that are given"
	}
	return ""
}

// agreement says whether two values are ever decided in one run.
func (v *valenceRun) agreement(f *valenceFound) promise {
	p := promise{"agreement", report.Holds, "no configuration has two decisions"}
	switch {
	case f.counts.Torn > 0, v.Agreement != nil && v.Agreement.Violation != nil:
		p.verdict, p.why = report.Violated, "two values are decided in one run"
	case !v.Search.Complete(), v.Agreement != nil && !v.Agreement.Complete():
		p.verdict, p.why = report.Open, "not all configurations were visited"
	}
	return p
}

// validity says whether more than one value is decided in some run: a protocol that always
// decides the same agrees on nothing.
func (v *valenceRun) validity(f *valenceFound) promise {
	seen := map[string]bool{}
	for _, vector := range f.chain {
		for _, name := range vector.values {
			seen[name] = true
		}
	}
	var all uint64
	for node := range v.Initial() {
		all |= v.At(node).Values
	}
	for _, name := range v.Can(all) {
		seen[name] = true
	}
	switch {
	case len(seen) > 1:
		return promise{validity, report.Holds, "different values are decided, each in some run" + v.ofVectors(len(f.chain) > 0)}
	case v.At(0).Bounded:
		return promise{validity, report.Open, "no two values are decided within the bounds"}
	}
	return promise{validity, report.Violated, "no two values are ever decided"}
}

// termination says whether something is decided in every run in which nobody stops.
func (v *valenceRun) termination(f *valenceFound) promise {
	p, who := promise{"termination", report.Holds, "every run decides"}, "every process"
	if n := v.system.Faults.Crashes; n > 0 {
		p.name, who = "termination, crashes in the budget", "every process that has not crashed"
	}
	bounds := v.Bounds(valence.None)
	switch {
	case f.schedules[0] != nil:
		p.verdict, p.why = report.Violated, "a run without end decides nothing, although "+who+" goes on"
	case len(bounds) > 0:
		p.verdict, p.why = report.Open, "undecided runs end at a bound: "+strings.Join(bounds, ", ")
	case v.system.Faults.Mistakes > 0:
		p.verdict, p.why = report.Open, "runs in which a mistake of the failure detector is possible for ever and never made were left out"
	}
	return p
}

// terminationWithout says whether that is so, too, when one process stops.
func (v *valenceRun) terminationWithout(f *valenceFound) promise {
	p := promise{"termination, one process stops", report.Holds, "every run decides, whoever stops"}
	beside := ""
	if v.system.Faults.Crashes > 0 {
		p.name, beside = "termination, one more process stops", ", beside the crashes in the budget"
	}
	var names []string
	for i, s := range f.schedules[1:] {
		if s != nil {
			names = append(names, v.Names[i])
		}
	}
	if names != nil {
		p.verdict, p.why = report.Violated, "a run without end decides nothing when "+orList(names)+" stops"+beside
		return p
	}
	if f.schedules[0] != nil {
		p.verdict, p.why = report.Violated, "a run without end decides nothing, although no process stops"+beside
		return p
	}
	for i := range v.Names {
		if bounds := v.Bounds(i); len(bounds) > 0 {
			p.verdict, p.why = report.Open, "undecided runs end at a bound: "+strings.Join(bounds, ", ")
		}
	}
	return p
}

// schedule is the schedule to show, nil if there is none: one in which nobody stops if
// there is one, or else preferably one in which the decision stays open and nobody waits.
func (f *valenceFound) schedule() *valence.Schedule {
	nobody := func(s *valence.Schedule) bool { return s != nil && s.Stopped == valence.None }
	open := func(s *valence.Schedule) bool { return s != nil && s.Open && !s.Blocked }
	some := func(s *valence.Schedule) bool { return s != nil }
	for _, wanted := range []func(*valence.Schedule) bool{nobody, open, some} {
		if at := slices.IndexFunc(f.schedules, wanted); at >= 0 {
			return f.schedules[at]
		}
	}
	return nil
}

// wanted is the run that -until asks for, and what is said of its end; nil if there is none.
func (v *valenceRun) wanted() (run *traces.Trace, what string) {
	node := valence.None
	switch v.until {
	case untilBivalent:
		node = v.First(v.Open)
		what = "a bivalent configuration"
	case untilCritical:
		for _, c := range v.found.critical {
			if node == valence.None || c.First < node {
				node = c.First
			}
		}
		what = "a critical configuration"
	case untilBlocked:
		by := 0
		node = v.First(func(node int) bool {
			for by = range v.Names {
				if v.Decided(node) == 0 && v.Blocked(by, node) {
					return true
				}
			}
			return false
		})
		if what = "a blocked configuration"; node != valence.None {
			what = "a configuration blocked by " + v.Names[by] + byBound(v.Without(by, node).Bounded)
		}
	}
	if node == valence.None {
		return nil, what
	}
	if v.until == untilCritical {
		what += byBound(v.At(node).Bounded)
	}
	return v.To(node), what
}

// byBound is said of what is so only because of a bound, perhaps.
func byBound(is bool) string {
	if is {
		return " (by bound)"
	}
	return ""
}

// orList lists words: a, b or c.
func orList(words []string) string {
	switch n := len(words); n {
	case 0:
		return "nothing"
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
	}
}
