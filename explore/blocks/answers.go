package blocks

import (
	"fmt"
	"strings"
)

// What workers answer comes from other processes, on other machines: it is looked at before it
// becomes a part of the search.

// WorkerError says that what a worker answered cannot be used.
type WorkerError struct {
	Task Task
	What string
}

func (e *WorkerError) Error() string {
	return fmt.Sprintf("the answer of a worker to task %s %d is not one of this program: %s; nothing of its level was kept, "+
		"and the search goes on from the last whole one when it is started again", e.Task.Op, e.Task.Index, e.What)
}

// inOrder returns the results of an engine in the order of the tasks, one for each.
func inOrder(tasks []Task, results []Result) ([]Result, error) {
	ordered := make([]Result, len(tasks))
	for _, r := range results {
		if err := r.Err(); err != nil {
			return nil, err
		}
		if r.Index < 0 || r.Index >= len(tasks) || r.Task != tasks[r.Index] {
			return nil, &WorkerError{r.Task, "no such task was given"}
		}
		ordered[r.Index] = r
	}
	for i, t := range tasks {
		if ordered[i].Task != t {
			return nil, &WorkerError{t, "there is none"}
		}
	}
	return ordered, nil
}

// wrong returns why a result cannot be one of a task of a plan, or "".
func (r *Result) wrong(p *plan) string {
	switch r.Op {
	case Expand:
		if r.File.none() != (r.Candidates == 0) {
			return fmt.Sprintf("it has %d candidates and the file %q", r.Candidates, r.File.Name)
		}
		return r.wrongFiles(p, r.File)
	case Filter:
		return r.wrongRuns(p)
	}
	if r.File.none() != (r.States == 0) || r.Log.none() != (r.States == 0) {
		return fmt.Sprintf("it has %d states and the files %q and %q", r.States, r.File.Name, r.Log.Name)
	}
	states := uint64(0)
	for _, n := range r.Blocks {
		if n < 1 || n > blockStates {
			return fmt.Sprintf("a block has %d states; accepted are 1 to %d", n, blockStates)
		}
		states += uint64(n)
	}
	if states != r.States {
		return fmt.Sprintf("it has %d states, and %d in its blocks", r.States, states)
	}
	return r.wrongFiles(p, r.File, r.Log)
}

// wrongRuns is wrong for the runs of a task that filters.
func (r *Result) wrongRuns(p *plan) string {
	begin, end := p.parts(r.Index)
	if len(r.Runs) != end-begin {
		return fmt.Sprintf("it has the runs of %d parts; accepted are those of %d", len(r.Runs), end-begin)
	}
	if len(r.Findings) > 0 || len(r.Counted) > 0 {
		return "it found or counted something"
	}
	if r.File.none() != (r.States == 0) {
		return fmt.Sprintf("it has %d new states and the file %q", r.States, r.File.Name)
	}
	for _, runs := range r.Runs {
		for _, run := range runs {
			if run.Section < 0 || run.Blocks < 1 || run.Names < 1 || run.File.none() {
				return fmt.Sprintf("a run has %d names in %d blocks from section %d of file %q", run.Names, run.Blocks, run.Section, run.File.Name)
			}
			if _, err := path("", run.File.Name); err != nil {
				return err.Error()
			}
		}
	}
	return r.wrongFiles(p, r.File)
}

// wrongFiles returns why the findings of a result, or the files that it wrote, cannot be those of a
// task of a plan, or "".
func (r *Result) wrongFiles(p *plan, files ...Ref) string {
	for _, f := range files {
		if _, err := path("", f.Name); !f.none() && (err != nil || !strings.HasPrefix(f.Name, levelDir(p.Level)+"/")) {
			return fmt.Sprintf("it wrote the file %q, and not in %s", f.Name, levelDir(p.Level))
		}
	}
	if r.Op == Filter {
		return ""
	}
	for _, f := range r.Findings {
		if of := p.Sources[r.Index]; f.Place >= uint32(of.States) || f.Parent != of.First+uint64(f.Place) || f.Ordinal < -1 {
			return fmt.Sprintf("it found something at state %d of %d", f.Place, of.States)
		}
	}
	return ""
}
