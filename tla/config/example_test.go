package config_test

import (
	"fmt"

	"github.com/synod-go/synod/tla/config"
	"github.com/synod-go/synod/tla/syntax"
)

func ExampleParse() {
	c, err := config.Parse(&syntax.File{Name: "Lock.cfg", Src: `
		SPECIFICATION Spec
		CONSTANTS  Client = {c1, c2}  Limit = 3  Nat <- SmallNat
		INVARIANT  OneHolder
	`})
	if err != nil {
		panic(err)
	}
	fmt.Println("specification", c.Specification.Text)
	for _, k := range c.Effective() {
		fmt.Println("constant", k.Text())
	}
	for _, name := range c.Invariants {
		fmt.Println("invariant", name.Text)
	}
	// Output:
	// specification Spec
	// constant Client = {c1, c2}
	// constant Limit = 3
	// constant Nat <- SmallNat
	// invariant OneHolder
}
