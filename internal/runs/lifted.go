package runs

import (
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
)

// NewLifted starts a run in which no budget is ever spent.
func NewLifted(sys *model.System) (*Run, error) {
	c, err := system.Compile(sys, 0, "")
	if err != nil {
		return nil, err
	}
	before := c.Model.Faults
	c.Lift()
	f := &c.Model.Faults
	for _, b := range []struct {
		lifted *int
		was    int
	}{{&f.Crashes, before.Crashes}, {&f.Drops, before.Drops}, {&f.Duplicates, before.Duplicates}, {&f.Mistakes, before.Mistakes}} {
		if b.was == 0 { // there is no such fault
			*b.lifted = 0
		}
	}
	return runOf(c)
}
