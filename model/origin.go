package model

import (
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/traces"
)

// origin is where a search starts that does not boot the nodes.
type origin struct {
	words  []uint32
	prefix *traces.Trace // the run to it
	renew  []string
}

func (o *origin) steps() int { return o.prefix.Steps() }

// The keys under which a trace says how it began.
const (
	metaFromStep = "from-step"
	metaRenewed  = "renewed"
)

// prepend puts the run to the origin in front of a run that starts there.
func (o *origin) prepend(t *traces.Trace) {
	t.States = append(slices.Clone(o.prefix.States), t.States[1:]...)
	t.Meta.Extra = map[string]string{metaFromStep: strconv.Itoa(o.steps())}
	if len(o.renew) > 0 {
		t.Meta.Extra[metaRenewed] = strings.Join(o.renew, ",")
	}
}
