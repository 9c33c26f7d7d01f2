package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/synod-go/synod/internal/recording"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/traces"
)

// savedOrLogged reads a saved run, or the log of a recorded one, whose run is then
// taken again.
func (ps protocols) savedOrLogged(path string) (*traces.Trace, error) {
	data, err := os.ReadFile(path)
	if err != nil || !traces.IsLog(data) {
		return readSaved(path, "a run that Synod saved (*.itf.json) or a log of the command record")
	}
	l, err := traces.ReadLog(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	run, err := ps.runOfLog(l)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return run, nil
}

// runOfLog takes the run of a log again, as it was recorded, on the system with its
// properties. The log must be one of that run.
func (ps protocols) runOfLog(l *traces.Log) (*traces.Trace, error) {
	p, err := ps.named(l.Protocol)
	if err != nil {
		return nil, err
	}
	if l.Steps == 0 {
		return nil, errors.New("the log does not say from which seed its run was made, and a log alone does not say all that happened; one of the command record is needed")
	}
	if err := checkMutant(p, l.Mutant); err != nil {
		return nil, err
	}
	again := recording.Recording{
		Protocol: p, Mutant: l.Mutant, Settings: l.Settings, Steps: int(l.Steps), Seed: int(l.Seed),
		Observe: recording.ObserveNone, Unlogged: l.Unlogged,
	}
	recorded, err := again.Log()
	if err != nil {
		return nil, err
	}
	if n, err := sameEvents(l, recorded); err != nil {
		return nil, err
	} else if n > 0 {
		return nil, fmt.Errorf("the code as it is now does not make this log: event %d is another one", n)
	}
	sys, err := p.System(l.Mutant, l.Settings)
	if err != nil {
		return nil, err
	}
	w, err := runs.New(sys)
	if err != nil {
		return nil, err
	}
	err = runs.Wander(sys, l.Seed, int(l.Steps), func(v *runs.Run) error {
		if v.Step() == nil {
			return beginAs(w, v.State().Vars)
		}
		return takeSame(w, v.Step())
	})
	if err != nil {
		return nil, err
	}
	run := w.Trace()
	m := &run.Meta
	m.Breaks(&traces.Finding{}) // it is looked for from the beginning
	m.Protocol, m.Mutant, m.Settings = p.Name, l.Mutant, sys.Settings
	return run, nil
}

// beginAs starts a run in the initial state whose nodes and network are those of
// another system's: one without properties, or with other budgets.
func beginAs(l traces.Live, vars traces.Record) error {
	for i := range l.Initial() {
		l.Start(i)
		same := true
		for _, name := range []string{"nodes", "network"} {
			a, _ := vars.Get(name)
			b, _ := l.State().Vars.Get(name)
			same = same && traces.Equal(a, b)
		}
		if same {
			return nil
		}
	}
	return errors.New("no initial state is that of the run")
}

// takeSame takes a step that another run took.
func takeSame(l traces.Live, step *traces.Step) error {
	for i := range l.Enabled() {
		if l.Enabled()[i].Same(step) {
			l.Take(i)
			return nil
		}
	}
	return fmt.Errorf("step %d, %s, is not enabled", l.Len()+1, step)
}

// sameEvents compares who did what with which message in two logs: it returns the
// number of the first event that differs, 0 for none.
func sameEvents(a, b *traces.Log) (int, error) {
	var lines [2][][]byte
	for i, l := range []*traces.Log{a, b} {
		bare := *l
		bare.Events = nil
		for _, e := range l.Events {
			e.State, e.Sent, e.SentLogged = nil, nil, false
			bare.Events = append(bare.Events, e)
		}
		var text bytes.Buffer
		if err := traces.WriteLog(&text, &bare); err != nil {
			return 0, err
		}
		lines[i] = bytes.Split(text.Bytes(), []byte("\n"))
	}
	for i := 1; i < max(len(lines[0]), len(lines[1])); i++ {
		if i >= len(lines[0]) || i >= len(lines[1]) || !bytes.Equal(lines[0][i], lines[1][i]) {
			return i, nil
		}
	}
	return 0, nil
}
