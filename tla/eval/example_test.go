package eval_test

import (
	"fmt"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

const clock = `---- MODULE Clock ----
EXTENDS Naturals
VARIABLE hour
Next == hour' = (hour + 1) % 12
====
`

// A next-state relation becomes code that finds the states after a state.
func Example() {
	load := resolve.LoaderFunc(func(name string) (*syntax.File, error) {
		if name != "Clock" {
			return nil, nil // perhaps a standard module
		}
		return &syntax.File{Name: "Clock.tla", Src: clock}, nil
	})
	spec, err := resolve.Load("Clock", load, library.Modules())
	if err != nil {
		panic(err)
	}
	next, err := syntax.ParseExpr(&syntax.File{Name: "next", Src: "Next"})
	if err != nil {
		panic(err)
	}
	if err := spec.Expr(spec.Root, next); err != nil {
		panic(err)
	}
	program := eval.New(eval.Input{Spec: spec, Universe: value.NewUniverse()})
	relation, err := program.NextState(next)
	if err != nil {
		panic(err)
	}
	machine := program.NewMachine()
	machine.Load(eval.Current, []value.Value{value.MakeInt(11)})
	var hours []value.Value
	found := func(state []value.Value, _ int) bool {
		hours = append(hours, state[0])
		return true
	}
	if err := relation.Each(machine, found, func() { hours = nil }); err != nil {
		panic(err)
	}
	fmt.Println("after 11 comes", hours)
	// Output: after 11 comes [0]
}
