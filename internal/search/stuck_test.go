package search_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	numbers "github.com/synod-go/synod/model/growing"
)

// caller counts rounds, and tells the others of each.
type caller struct {
	Round round
	Old   round // 0
}

// call tells of a round.
type call struct {
	Round round
	Old   round // 0
}

func (c *caller) Start(env model.Env) { env.SetTimer(tick) }

func (c *caller) Timeout(env model.Env, _ model.Timer) {
	c.Round++
	env.Resend(3-env.ID(), call{Round: c.Round})
	env.SetTimer(tick)
}

func (c *caller) Receive(_ model.Env, _ model.NodeID, m model.Message) {
	c.Round = max(c.Round, m.(call).Round)
}

// A number that is always 0 keeps the others where they are, wherever it stands, and however
// it is declared but as one that does not count. That is warned of when the spread refuses
// steps.
func TestWarnsOfNumbersThatAreStuck(t *testing.T) {
	ofNode, ofMessage := numbers.In[caller]("Old"), numbers.In[call]("Old")
	for _, c := range []struct {
		name       string
		remembered []numbers.Field
		want       []string
	}{
		{"both", nil, []string{"stuck-numbers messages call", "stuck-numbers nodes N"}},
		{"of nodes", ofMessage, []string{"stuck-numbers nodes N"}},
		{"none", append(ofNode, ofMessage...), nil},
	} {
		sys := &model.System{
			Groups:  []model.Group{{Prefix: "N", Count: 2, New: func(model.NodeID) model.Node { return &caller{} }}},
			Numbers: &numbers.Numbers{Name: "rounds", Types: []reflect.Type{numbers.Type[round]()}, Remembered: c.remembered, Spread: 2},
			Properties: []model.Property{{Name: "p", Check: model.Local(func(model.View[*caller]) model.Verdict {
				return model.Holds
			})}},
		}
		r := mustExplore(t, sys, search.Options{})
		require.Nil(t, r.Violation)
		require.ElementsMatch(t, c.want, warned(r), c.name)
	}
}
