package warn_test

import (
	"fmt"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/warn"
)

func Example() {
	sys := model.System{Meant: []model.Meant{{Warning: warn.NoCrashBudget, Reason: "-crashes says how many"}}}
	fmt.Println(warn.Check([]string{sys.Meant[0].Warning, "never-stepped S receives Vote"}))
	fmt.Println(warn.Check([]string{"no-crashes"}) != nil)
	// Output:
	// <nil>
	// true
}
