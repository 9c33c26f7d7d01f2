package system

import (
	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/model"
)

// Decisions say what the goals that are observed are to a search, if they are decisions.
type Decisions int

const (
	NoDecisions Decisions = iota // they are none
	// FinalDecisions: what comes after a decision does not matter, so a state in which a
	// goal is true is not expanded.
	FinalDecisions
	// OneDecision: a state in which two goals are true is a finding.
	OneDecision
)

// TwoDecisions is the kind of the finding that two values are decided.
const TwoDecisions = "agreement"

// isFinal reports whether a state is not to be expanded, and finds two decisions in it if
// they are looked for.
func (sp *Space) isFinal(s []uint32, out *explore.Successors) bool {
	o := &sp.Sys.Observed
	if o.Decisions == NoDecisions {
		return false
	}
	count := 0
	var whole *model.State
	for i := range o.Goals {
		if sp.isTrue(i, s, &whole) {
			count++
		}
	}
	if o.Decisions == OneDecision && count > 1 {
		out.FindHere(sp.Sys.Findings.code(-1, TwoDecisions, "two values are decided"))
	}
	return o.Decisions == FinalDecisions && count > 0
}
