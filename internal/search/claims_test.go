package search_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/temporal"
)

// climber goes up, a step at a time.
type climber struct{ Height int }

func (c *climber) Start(env model.Env) { env.SetTimer("up") }
func (c *climber) Timeout(env model.Env, _ model.Timer) {
	c.Height++
	env.SetTimer("up")
}
func (c *climber) Receive(model.Env, model.NodeID, model.Message) {}

// climbing is a protocol that promises that nobody gets higher than 3.
func climbing(claims ...temporal.Claim) *model.Protocol {
	return &model.Protocol{
		Name:   "climbing",
		Params: []model.Param{{Name: "steps", Default: 3}},
		Claims: claims,
		New: func(s model.Settings) (*model.System, error) {
			return &model.System{
				Groups:      []model.Group{{Prefix: "C", Count: 1, New: func(model.NodeID) model.Node { return &climber{} }}},
				TimerBounds: []model.TimerBound{{Timer: "up", Total: s.Int("steps")}},
				Goals: []model.Goal{{Name: "halfway", Check: model.Local(func(v model.View[*climber]) model.Reached {
					return model.ReachedIf(v.Node.Height == 2, "half")
				})}},
				Properties: []model.Property{{Name: "low", Check: model.Local(func(v model.View[*climber]) model.Verdict {
					if v.Node.Height > 3 {
						return model.Violated("%s is at %d", v.Name, v.Node.Height)
					}
					return model.Holds
				})}},
			}, nil
		},
	}
}

// A claim about states is checked under its own settings: the verdict, the length of the
// shortest run, and from which goal it counts.
func TestClaimsWithSettings(t *testing.T) {
	steps := func(n int) map[string]any { return map[string]any{"steps": n} }
	for problem, claim := range map[string]temporal.Claim{
		"": {Property: "low", Verdict: temporal.Violated, With: steps(9), Length: 4},
		"expected a counterexample of 5 steps, got one of 4":                     {Property: "low", Verdict: temporal.Violated, With: steps(9), Length: 5},
		"expected violated, got holds":                                           {Property: "low", Verdict: temporal.Violated, Length: 4},
		"expected a counterexample of 4 steps, got one of 2":                     {Property: "low", Verdict: temporal.Violated, With: steps(9), From: "halfway", Length: 4},
		"expected holds, got violated: low is violated after 4 steps, C is at 4": {Property: "low", Verdict: temporal.Holds, With: steps(9)},
	} {
		var problems []string
		for c, err := range search.Claims(t.Context(), climbing(claim), search.Options{}) {
			require.NoError(t, err)
			problems = append(problems, c.Problem)
		}
		require.Equal(t, []string{"", problem}, problems, "that of the protocol itself, and %+v", claim)
	}
	for c, err := range search.Claims(t.Context(), climbing(temporal.Claim{Property: "low", Verdict: temporal.Holds, Fair: &temporal.Fairness{}}), search.Options{}) {
		if c.Property == "low" && err != nil {
			require.EqualError(t, err, "protocol climbing: a claim assumes something of whole runs, but its property low is about states")
			return
		}
	}
	require.Fail(t, "a claim about states with fairness is taken")
}
