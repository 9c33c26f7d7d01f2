package value_test

import (
	"fmt"

	"github.com/synod-go/synod/tla/value"
)

// A set has its members once, in the order in which their names were first seen.
func Example() {
	u := value.NewUniverse()
	set, err := value.MakeSet([]value.Value{u.String("b"), u.String("a"), u.String("b")})
	if err != nil {
		panic(err)
	}
	subsets, err := value.Subsets(set)
	if err != nil {
		panic(err)
	}
	size, err := value.Cardinality(subsets)
	if err != nil {
		panic(err)
	}
	isMember, err := value.Member(set, subsets)
	if err != nil {
		panic(err)
	}
	fmt.Println(set, size, isMember)
	// Output: {"b", "a"} 4 true
}
