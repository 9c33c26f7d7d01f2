package synod

import (
	"time"

	"github.com/synod-go/synod/model"
)

// Explored is how Check explores.
func Explored(t T, sys *model.System, o Options, every time.Duration, verbose bool) (*Report, error) {
	t.Helper()
	return explored(t, sys, o, every, verbose)
}

// InTest adds to the options what Check does.
func (o Options) InTest() Options { return o.inTest() }
