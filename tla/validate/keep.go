package validate

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/synod-go/synod/internal/kept"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// A Keeper is what Keep needs of a test; *testing.T has it.
type Keeper interface {
	Helper()
	Name() string
	ArtifactDir() string
	Cleanup(func())
	Failed() bool
	Logf(format string, args ...any)
}

// Keep keeps the file at path, such as a log in the test's TempDir, if the test fails, for
// whatever reason: it is copied to where synod.Check keeps counterexamples, and the test's
// output says where that is. Call it before the file is written; Log does it for its log.
func Keep(t Keeper, path string) {
	t.Helper()
	t.Cleanup(func() {
		if !t.Failed() {
			return
		}
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return // the test failed before
		}
		to, err := keep(t, path)
		if err != nil {
			t.Logf("%s could not be kept: %s", quote.Line(path), quote.Line(err.Error()))
			return
		}
		t.Logf("%s is kept as %s", quote.Line(filepath.Base(path)), quote.Line(to))
	})
}

// keep copies a file to where tests keep what must outlive them.
func keep(t kept.T, path string) (to string, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if to, err = kept.Path(t, "-"+filepath.Base(path)); err != nil {
		return "", err
	}
	return to, os.WriteFile(to, data, 0o666)
}

// keepRefused saves the log that is refused as a run in which the event is marked, and
// says how it is drawn; "" if that cannot be.
func (r *Report) keepRefused(t kept.T) string {
	run, err := r.Refused()
	if run == nil || err != nil {
		return ""
	}
	path, err := kept.Path(t, "-"+strings.TrimSuffix(filepath.Base(r.Log), ".ndjson")+"-refused.itf.json")
	if err == nil {
		err = traces.WriteFile(path, run)
	}
	if err != nil {
		return ""
	}
	return fmt.Sprintf("\n\nthe event in its run: explore inspect %s, or explore render %s -o run.html", quote.Path(path), quote.Path(path))
}

// Refused returns what the log says as a run up to the event that does not fit, to be drawn
// or looked at with the event marked. It is nil if the log is not rejected at an event, or
// is none of docs/events.md: what the events of other logs mean only their trace spec knows.
func (r *Report) Refused() (*traces.Trace, error) {
	if !r.ours || r.Misfit == nil || r.Misfit.Event == 0 || r.Misfit.Line == 0 {
		return nil, nil
	}
	log, event := r.order, 0
	if log != nil {
		event = len(log.Events)
	} else {
		var err error
		if log, err = traces.ReadLogFile(r.Log); err != nil {
			return nil, err
		}
		event = r.Misfit.Line - 1 // the header is the first line
	}
	if event < 1 || event > len(log.Events) {
		return nil, nil
	}
	return log.Trace().Refused(event, strings.TrimSuffix(filepath.Base(r.Spec), ".tla"), r.Misfit.why()), nil
}

// why says in a few lines what the action lacked that came nearest to the event.
func (f *Misfit) why() string {
	if len(f.Near) == 0 {
		return "no behaviour of the spec goes on with this event"
	}
	var b strings.Builder
	b.WriteString("no behaviour of the spec goes on with this event; nearest comes\n")
	nearText(&b, 1, &f.Near[0])
	return strings.TrimRight(b.String(), "\n")
}
