package blocks

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/synod-go/synod/explore"
)

// System is what can be searched by several processes. Its spaces must be explore.Namers and
// explore.Portable.
type System interface {
	explore.Keeper
	// Apart returns a space that counts apart from the system, and a function that returns what
	// it has counted.
	Apart() (space explore.Space, counted func() (json.RawMessage, error))
	// Absorb adds what such a space has counted, in this process or another one, to the counts
	// of the system.
	Absorb(counted json.RawMessage) error
	// Describe returns what the code of a finding stands for, and Code the code that this
	// process has for it.
	Describe(code uint32) (json.RawMessage, error)
	Code(finding json.RawMessage) (uint32, error)
}

// The operations of tasks.
const (
	Expand = "expand"
	Filter = "filter"
	Gather = "gather"
)

// Operations are the operations of tasks, in the order of the passes.
func Operations() []string { return []string{Expand, Filter, Gather} }

// Task is a piece of work of a plan.
type Task struct {
	Op    string
	Plan  Ref
	Index int // of the source, or of the filter
}

// plan says what the tasks of a pass are about.
type plan struct {
	Level    int      // of the states that are made; the initial ones have 0
	Files    []Ref    `json:",omitempty"` // that have the frontier
	Sources  []source `json:",omitempty"`
	Runs     [][]Run  `json:",omitempty"` // by part, the oldest first
	Expanded []Ref    `json:",omitempty"` // by source
	Filters  int      // how many tasks filter
	Filtered []Ref    `json:",omitempty"` // by these tasks
	Parts    int
	Findings int // how many are kept of a task
}

// source is a stretch of the frontier.
type source struct {
	Root   bool    `json:",omitempty"` // it is the root alone
	First  uint64  // index of its first state in the level
	States int     // how many there are
	Blocks []block `json:",omitempty"`
}

// block is a section with states.
type block struct {
	File, Section, States int
}

// Finding is something broken, as a task found it.
type Finding struct {
	explore.PieceFinding
	Parent uint64          // the index of the state in its level
	About  json.RawMessage // what the system says of it
}

// Result is what a task did. Whatever it wrote is in files that it names.
type Result struct {
	Task
	// Error is why it could not be done, and Damaged the file that is to blame, if one is; then
	// nothing else counts.
	Error   string        `json:",omitempty"`
	Damaged *DamagedError `json:",omitempty"`

	File       Ref             // what was expanded or filtered, or the states of a source
	Log        Ref             // how these were reached
	Blocks     []int           `json:",omitempty"` // the number of states in each section of File
	States     uint64          // that are new
	Candidates uint64          // of a source
	Steps, Cut uint64          // of a source
	AnyCut     bool            `json:",omitempty"`
	Runs       [][]Run         `json:",omitempty"` // of the parts of the task, instead of those that they had
	Findings   []Finding       `json:",omitempty"`
	Counted    json.RawMessage `json:",omitempty"` // for System.Absorb
	Bytes      int64           // that the next pass reads of it
}

// Worker does tasks.
type Worker struct {
	sys   System
	store string
	codec *codec

	planRef Ref
	plan    plan
}

// NewWorker returns a worker for the store of a search of the same system.
func NewWorker(sys System, store string) (*Worker, error) {
	m, err := readManifest(store)
	if err != nil {
		return nil, err
	}
	if err := m.check(sys, store); err != nil {
		return nil, err
	}
	return newWorker(sys, store)
}

func newWorker(sys System, store string) (*Worker, error) {
	c, err := newCodec()
	if err != nil {
		return nil, err
	}
	return &Worker{sys: sys, store: store, codec: c}, nil
}

// Do does a task. The result has the error, if there is one.
func (w *Worker) Do(t Task) (r Result) {
	r = Result{Task: t}
	if err := w.do(t, &r); err != nil {
		r = Result{Task: t, Error: err.Error()}
		errors.As(err, &r.Damaged)
	}
	return r
}

// Err returns why the task could not be done, or nil: a DamagedError if that is a file.
func (r *Result) Err() error {
	switch {
	case r.Damaged != nil:
		return r.Damaged
	case r.Error != "":
		return errors.New(r.Error)
	}
	return nil
}

func (w *Worker) do(t Task, r *Result) error {
	if err := w.load(t.Plan); err != nil {
		return err
	}
	tasks := map[string]int{Expand: len(w.plan.Sources), Filter: w.plan.Filters, Gather: len(w.plan.Sources)}[t.Op]
	if t.Index < 0 || t.Index >= tasks {
		return fmt.Errorf("there is no task %q %d in its plan", t.Op, t.Index)
	}
	switch t.Op {
	case Expand:
		return w.expand(t.Index, r)
	case Filter:
		return w.filter(t.Index, r)
	default:
		return w.gather(t.Index, r)
	}
}

// load reads a plan, unless it is the one that was read last.
func (w *Worker) load(ref Ref) error {
	if ref == w.planRef {
		return nil
	}
	data, err := readSection(w.store, ref, 0, nil)
	if err != nil {
		return err
	}
	var p plan
	if err := json.Unmarshal(data, &p); err != nil {
		return &DamagedError{ref.Name, err.Error()}
	}
	if p.Parts < 1 || p.Parts > maxParts || p.Filters < 0 || p.Filters > p.Parts {
		return errPlan
	}
	w.planRef, w.plan = ref, p
	return nil
}

func (w *Worker) dir() string { return levelDir(w.plan.Level) }

// Serve does the tasks that it reads, a line of JSON each, and writes their results, a line each. If
// op is not "", it refuses others. It returns at the end of the input.
func (w *Worker) Serve(op string, in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var t Task
		if err := json.Unmarshal(lines.Bytes(), &t); err != nil {
			return fmt.Errorf("a line is no task: %w", err)
		}
		if op != "" && t.Op != op || !slices.Contains(Operations(), t.Op) {
			return fmt.Errorf("a task is to %q; accepted is %q", t.Op, op)
		}
		line, err := json.Marshal(w.Do(t))
		if err != nil {
			return err
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return lines.Err()
}

// errPlan is the error of a plan whose checksum is right and whose parts do not fit each other.
var errPlan = errors.New("the plan of the task contradicts itself")
