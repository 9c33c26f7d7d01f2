package system

import (
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

// The keys under which a trace says how it began.
const (
	MetaFromStep = "from-step"
	MetaRenewed  = "renewed"
)

// Prepend puts the run to the origin in front of a run that starts there.
func (o *Origin) Prepend(t *traces.Trace) {
	t.States = append(slices.Clone(o.Prefix.States), t.States[1:]...)
	t.Meta.Extra = map[string]string{MetaFromStep: strconv.Itoa(o.Steps())}
	if len(o.Renew) > 0 {
		t.Meta.Extra[MetaRenewed] = strings.Join(o.Renew, ",")
	}
}
