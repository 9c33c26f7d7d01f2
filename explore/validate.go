package explore

import (
	"fmt"
	"time"
)

// OptionError says that an option has a value that is not accepted.
type OptionError struct {
	Option   string // the field of Options or Walks
	Value    string
	Accepted string
}

func (e *OptionError) Error() string {
	return fmt.Sprintf("option %s %s: accepted are %s", e.Option, e.Value, e.Accepted)
}

// Validate returns an OptionError if the options have no meaning.
func (o *Options) Validate() error {
	for _, n := range []struct {
		option string
		value  int64
	}{
		{"Workers", int64(o.Workers)}, {"Depth", int64(o.Depth)}, {"Memory", o.Memory}, {"MaxFindings", int64(o.MaxFindings)},
	} {
		if n.value < 0 {
			return &OptionError{n.option, fmt.Sprint(n.value), "whole numbers from 0 on"}
		}
	}
	switch {
	case o.ProgressEvery < 0:
		return &OptionError{"ProgressEvery", o.ProgressEvery.String(), "durations from 0 on, like " + time.Second.String()}
	case o.Kinds && o.Continue:
		return &OptionError{"Kinds", "with Continue", "one of the two: Continue keeps the first finding of each code"}
	case o.Resume && o.Checkpoint == "":
		return &OptionError{"Resume", "without Checkpoint", "the directory of the checkpoint in Checkpoint"}
	case o.Checkpoint != "" && o.Edges:
		return &OptionError{"Checkpoint", "with Edges", "searches about states: the edges that properties about whole runs need are not kept"}
	case o.Checkpoint != "" && o.OneByOne:
		return &OptionError{"Checkpoint", "with OneByOne", "searches of systems that do not look at the search"}
	case o.OneByOne && o.Workers > 1:
		return &OptionError{"Workers", fmt.Sprint(o.Workers), "0 or 1 with OneByOne"}
	}
	return nil
}

// Validate returns an OptionError if nothing would be walked.
func (w *Walks) Validate() error {
	switch {
	case w.Count < 1:
		return &OptionError{"Count", fmt.Sprint(w.Count), "numbers of walks from 1 on"}
	case w.Length < 1:
		return &OptionError{"Length", fmt.Sprint(w.Length), "numbers of steps from 1 on"}
	}
	return nil
}
