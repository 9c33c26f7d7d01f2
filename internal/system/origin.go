package system

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/traces"
)

// Origin is where a search starts that does not boot the nodes.
type Origin struct {
	Words  []uint32
	Prefix *traces.Trace // the run to it
	Renew  []string
}

func (o *Origin) Steps() int { return o.Prefix.Steps() }

// The keys under which a trace says how it began, and what its system assumes.
const (
	MetaFromStep = "from-step"
	MetaRenewed  = "renewed"
	MetaAssumed  = "assumed"
)

// Prepend puts the run to the origin in front of a run that starts there.
func (o *Origin) Prepend(t *traces.Trace) {
	t.States = append(slices.Clone(o.Prefix.States), t.States[1:]...)
	if t.Loop != traces.NoLoop {
		t.Loop += o.Steps()
	}
	putExtra(&t.Meta, MetaFromStep, strconv.Itoa(o.Steps()))
	if len(o.Renew) > 0 {
		putExtra(&t.Meta, MetaRenewed, strings.Join(o.Renew, ","))
	}
}

// Booted returns the description of a run as if it had begun by booting the nodes.
func Booted(m traces.Meta) traces.Meta {
	m.Extra = maps.Clone(m.Extra)
	delete(m.Extra, MetaFromStep)
	delete(m.Extra, MetaRenewed)
	return m
}
