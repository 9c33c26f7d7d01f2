package cmd

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/synod-go/synod/internal/valence"
	"github.com/synod-go/synod/model"
)

// inputsParam is the setting of a protocol that gives its processes their inputs.
const inputsParam = "inputs"

// vector is what the initial configurations of an input vector can decide.
type vector struct {
	inputs []int
	// changed is the input, from 1, in which it differs from the one before.
	changed int
	values  []string
	// bounded says that a bound may keep other values from being decided.
	bounded bool
}

// vectors are the input vectors of Lemma 2, from one in which all processes have one input
// to one in which all have another one, with the input of one process changed at a time;
// none if the protocol has no inputs.
func (v *valenceRun) vectors(ctx context.Context) (list []vector, err error) {
	param := v.protocol.Param(inputsParam)
	if param == nil {
		return nil, nil
	}
	inputs := slices.Repeat([]int{param.Min}, v.inputCount(param.Min))
	for i := 0; i <= len(inputs); i++ {
		changed := len(inputs) - i // the last one first
		if i > 0 {
			inputs[changed]++
		}
		sys, err := v.systemFor(inputs)
		if err != nil {
			return nil, err
		}
		next := vector{inputs: slices.Clone(inputs), changed: changed + 1}
		if next.values, next.bounded, err = valence.Decidable(ctx, sys, v.options); err != nil {
			return nil, fmt.Errorf("inputs %s: %w", model.Spell(inputs), err)
		}
		list = append(list, next)
	}
	return list, nil
}

// inputCount is how many inputs the system takes: it is refused with one more.
func (v *valenceRun) inputCount(input int) (n int) {
	for n < model.MaxNodes {
		if _, err := v.systemFor(slices.Repeat([]int{input}, n+1)); err != nil {
			break
		}
		n++
	}
	return n
}

// systemFor is the system with other inputs.
func (v *valenceRun) systemFor(inputs []int) (*model.System, error) {
	settings := maps.Clone(v.settings)
	settings[inputsParam] = model.Spell(inputs)
	return v.protocol.System(v.mutantName(), settings)
}
