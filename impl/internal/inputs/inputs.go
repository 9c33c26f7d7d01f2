// Package inputs is the setting of protocols that agree on something: what each process
// has as its input, apart from who it is.
package inputs

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/synod-go/synod/model"
)

// Name is the name of the setting.
const Name = "inputs"

// Param is the setting: by default no input is given, and the protocol has its own.
func Param(doc string, min, max int) model.Param {
	return model.Param{Name: Name, Doc: doc, Default: []int(nil), Min: min, Max: max}
}

// Into puts the inputs that are given in place of the first of those that processes, which
// are named in a plural, have otherwise. The error says that there are too many.
func Into[V ~int](all []V, given []int, processes string) error {
	if len(given) > len(all) {
		return fmt.Errorf("%s %s are for %d %s, but there are %d; accepted is at most one number for each",
			Name, model.Spell(given), len(given), processes, len(all))
	}
	for i, v := range given {
		all[i] = V(v)
	}
	return nil
}

// Distinct returns the different values among some, in order.
func Distinct[V cmp.Ordered](values []V) []V {
	return slices.Compact(slices.Sorted(slices.Values(values)))
}
