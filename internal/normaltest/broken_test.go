package normaltest_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/handler"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/growing"
)

// tally counts in strides of 2, and remembers what it counted before.
type tally struct {
	Count num `model:"durable"`
	Best  num `model:"durable"`
	Lost  num
	Odd   bool

	how string `model:"const"`
}

type told struct{ At, Old num }

func (n *tally) Start(env model.Env) {
	if n.Count == 0 {
		n.Count, n.Lost = 2, 2
	}
	env.SetTimer("go")
}

func (n *tally) Timeout(env model.Env, _ model.Timer) {
	n.Best = n.Count
	n.Count += 2
	if n.how == "loses a counter" {
		n.Lost = n.Count
	} else {
		n.Lost = 0
	}
	env.SetTimer("go")
	at := n.Count
	if n.how == "makes a number from nothing" {
		at = 2
	}
	env.Send(env.ID(), told{At: at, Old: n.Best})
}

func (n *tally) Receive(env model.Env, _ model.NodeID, m model.Message) {
	got := m.(told)
	switch n.how {
	case "looks into a remembered number":
		n.Odd = got.Old%4 == 0
	case "compares by size":
		n.Odd = n.Count-n.Best > 2
	case "keeps a remembered number as a counter":
		n.Count = max(n.Count-2, got.Old)
	default:
		n.Odd = !n.Odd
	}
	env.Record(got)
}

func (n *tally) system() *model.System {
	return &model.System{
		Groups:   []model.Group{{Prefix: "N", Count: 2, Crashes: true, New: func(model.NodeID) model.Node { return &tally{how: n.how} }}},
		InFlight: 2,
		Faults:   model.Faults{Crashes: 1},
		Numbers: &growing.Numbers{
			Name: "counts", Types: []reflect.Type{growing.Type[num]()}, Stride: 2, Spread: 6,
			Remembered: append(growing.In[tally]("Best"), growing.In[told]("Old")...),
			Awaited:    growing.In[tally]("Lost"),
		},
	}
}

func explored(t *testing.T, sys *model.System) *search.Report {
	t.Helper()
	r, err := search.Explore(t.Context(), sys, search.Options{Options: explore.Options{Workers: 2}})
	require.NoError(t, err)
	return r
}

// A declaration that is wrong of a handler is found while searching.
func TestWrongDeclarationsOfHandlersAreFound(t *testing.T) {
	right := explored(t, (&tally{}).system())
	require.Nil(t, right.Violation)
	require.True(t, right.Complete())
	for how, text := range map[string]string{
		"looks into a remembered number":         "does something else: the node should be",
		"makes a number from nothing":            "does something else: a message should be",
		"keeps a remembered number as a counter": "behind as a counter of counts, and the smallest that it had is",
		"compares by size":                       "does something else: the node should be",
	} {
		t.Run(how, func(t *testing.T) {
			r := explored(t, (&tally{how: how}).system())
			require.NotNil(t, r.Violation)
			require.Equal(t, handler.Model, r.Violation.Kind)
			require.Contains(t, r.Violation.Text, text)
			require.Contains(t, r.Violation.Text, "counts")
		})
	}
	lost := (&tally{how: "loses a counter"}).system()
	lost.Numbers.Awaited = nil
	r := explored(t, lost)
	require.Contains(t, r.Violation.Text, "N1: the crash leaves 0 behind as a counter of counts, and the smallest that it had is 2")
}

// A bound, a property and a monitor that look at more than the order are found, too.
func TestWhatLooksAtMoreThanTheOrderIsFound(t *testing.T) {
	sys := (&tally{}).system()
	sys.Bounds = []model.Bound{model.Limit("counts", "6", func(n *tally) bool { return n.Count <= 6 })}
	r := explored(t, sys)
	require.Equal(t, handler.Model, r.Violation.Kind)
	require.Contains(t, r.Violation.Text, "whether a bound refuses it should be")

	sys = (&tally{}).system()
	sys.Properties = []model.Property{{Name: "apart", Check: model.Local(func(n model.View[*tally]) model.Verdict {
		if n.Node.Best > 0 && n.Node.Count == n.Node.Best+1 { // counts are even, and ranks are not
			return model.Violated("next to each other")
		}
		return model.Holds
	})}}
	sys.Groups[0].Count = 3 // states enough for one of the sample
	r = explored(t, sys)
	require.Equal(t, handler.Model, r.Violation.Kind)
	require.Contains(t, r.Violation.Text, "property apart says something else")

	sys = (&tally{}).system()
	greatest := &model.Monitor[num]{Name: "greatest", Fold: func(v num, _ model.NodeID, e model.Event) num { return max(v, e.(told).At%8) }}
	sys.Properties = []model.Property{{Name: "any", Check: model.Judge(greatest, func(num) model.Verdict { return model.Holds })}}
	sys.Numbers.Remembered = append(sys.Numbers.Remembered, growing.In[told]("At")...)
	_, err := search.Explore(t.Context(), sys, search.Options{Options: explore.Options{Workers: 2}})
	require.ErrorContains(t, err, "monitor greatest: ")
}

func TestDeclarationsThatAreRefused(t *testing.T) {
	for want, change := range map[string]func(sys *model.System){
		"they have no name":                                     func(sys *model.System) { sys.Numbers.Name = "" },
		"no type of counts is given":                            func(sys *model.System) { sys.Numbers.Types = nil },
		"accepted are integer types of the protocol's own":      func(sys *model.System) { sys.Numbers.Types[0] = reflect.TypeFor[string]() },
		"model.NodeID is no type of counts":                     func(sys *model.System) { sys.Numbers.Types[0] = growing.Type[model.NodeID]() },
		"normaltest_test.tally has no field Worst":              func(sys *model.System) { sys.Numbers.Remembered = growing.In[tally]("Worst") },
		"field At of int, which is no struct":                   func(sys *model.System) { sys.Numbers.Awaited = growing.In[int]("At") },
		"field Best of normaltest_test.tally is given twice":    func(sys *model.System) { sys.Numbers.Awaited = growing.In[tally]("Best") },
		"no node has a field of a type of counts":               func(sys *model.System) { sys.Numbers.Types[0] = growing.Type[other]() },
		"stride -1, spread 6; accepted are 0 and more":          func(sys *model.System) { sys.Numbers.Stride = -1 },
		"they do not go together with symmetry; leave one of t": func(sys *model.System) { sys.Symmetry = true },
	} {
		t.Run(want, func(t *testing.T) {
			sys := (&tally{}).system()
			change(sys)
			_, err := system.Compile(sys, 0, "")
			require.ErrorContains(t, err, "numbers by difference: ")
			require.ErrorContains(t, err, want)
		})
	}
}

type other int
