package explore

import "time"

// Options say how to search. The zero value searches everything on one worker.
type Options struct {
	// Workers is how many goroutines search; less than 1 is 1.
	Workers int
	// Depth bounds the number of steps from an initial state when Bounded is
	// set. States at the bound are checked but not expanded.
	Depth   int
	Bounded bool
	// Memory is how many bytes may be used, when it is not 0. What does not fit goes to
	// disk (see SpillDir); when the rest no longer fits the search ends.
	Memory int64
	// Process says that Memory is for all that the process has in memory, not only for
	// what the search knows that it holds.
	Process bool
	// HeapLimit, when set, is called between rounds of a search with Process and Memory: so many
	// bytes are left for the heap and all else that the Go runtime has (debug.SetMemoryLimit).
	HeapLimit func(bytes int64)
	// Exact names states by their keys (Space.Key) instead of by fingerprints: no two states
	// have the same name.
	Exact bool
	// SpillDir is a directory for what does not fit: the frontier, visited states and the
	// log of how they were reached. If it is "", they go to the directory Checkpoint, or,
	// without that, the frontier alone to the system's directory for temporary files.
	// In a search that is exact, logs edges or goes one by one, it is always the frontier alone.
	SpillDir string
	// MaxFindings is how many findings of the last level are kept; less than 1
	// is 1.
	MaxFindings int
	// Continue goes on after findings, to the end of the search. Of each code the
	// first finding is kept, of at most MaxFindings codes, and all are counted. It
	// excludes Kinds.
	Continue bool
	// Kinds goes on after findings until there are MaxFindings of different kinds, or
	// to the end of the search; of each kind the first is kept. A run ends at what
	// it breaks first: states to which only such runs lead are not visited. The
	// spaces must be Kinders.
	Kinds bool
	// Edges logs all edges: the result has a Graph.
	Edges bool
	// Checkpoint is a directory in which the search keeps what it needs to go on later; with
	// Resume it goes on from there. The system must be a Keeper. It excludes Edges and
	// OneByOne.
	Checkpoint string
	Resume     bool
	// OneByOne expands one state, looks at what it found, and goes on with the
	// next one, on one worker, and ends at the first finding. It is for systems
	// that look at the search: it is slower, and finds the same.
	OneByOne bool
	// Progress, when set, is called every ProgressEvery (default: a quarter of
	// a second) from a goroutine of its own.
	Progress      func(Progress)
	ProgressEvery time.Duration

	openSpill  func(dir string) (*spillFile, error)       // for tests; nil is newSpillFile
	freeOnDisk func(dir string) (bytes int64, known bool) // likewise
	moves      func() bool                                // for tests: moves visited states that would still fit
	moved      func()                                     // for tests: is called when visited states went to disk
}

// Progress is how far a search is.
type Progress struct {
	Depth    int
	States   uint64 // distinct, so far
	Steps    uint64
	Frontier uint64 // states of the level that is being expanded
	Memory   int64  // bytes
	Elapsed  time.Duration
}

// The reasons that end a search before all states were visited.
const (
	ByDepth      = "depth"
	ByTime       = "time"
	ByMemory     = "memory"
	ByInterrupt  = "interrupt"
	ByDisk       = "disk" // something had to be there and could not
	ByConstraint = "constraint"
	ByWalks      = "walks" // simulation never visits all states
)

// A Reason is why a search ends before all states were visited. As the cause of a
// context (context.WithTimeoutCause, context.WithCancelCause) it is what a search in
// that context reports: context.WithTimeoutCause(ctx, d, explore.Reason(explore.ByTime)).
type Reason string

func (r Reason) Error() string { return "ended by " + string(r) }

// CutShort reports whether a reason ends a search before it is done: it says
// nothing then of what was not visited.
func CutShort(why string) bool {
	return why == ByTime || why == ByMemory || why == ByInterrupt || why == ByDisk
}

// Result is what a search found.
type Result struct {
	// BoundedBy lists what kept the search from visiting all states; it is
	// empty for a search that is complete, or ended by a finding.
	BoundedBy []string
	// Findings are what was broken, the first first. All have the same length
	// but those that the expansion of a state itself gave (a deadlock), and those
	// of a search that went on.
	Findings []Finding
	// Counts says how often each code was found, in a search that continued: a
	// distinct state, and a state or step, counts once.
	Counts map[uint32]uint64
	// Graph is every state and edge, when the edges were asked for.
	Graph *Graph
	// States counts distinct states, initial ones included. Steps counts all
	// steps taken, those to known and to cut states too, but not the initial
	// states. Cut counts steps to cut states.
	States, Steps, Cut uint64
	// Depth is that of the deepest state; an initial state has depth 0.
	Depth int
	// Frontier counts the states that were found but not expanded.
	Frontier uint64
	// Deepest holds the labels, from the root, of runs to some of the deepest states,
	// when a search found nothing and was ended before it visited all states.
	Deepest [][]uint32
	// Walks counts the random walks of a simulation.
	Walks int
	// Elapsed is the time that the search took.
	Elapsed time.Duration
	// VisitedBytes and LogBytes are what the visited set and the log of parents
	// hold at the end, PeakBytes the most that everything held together.
	VisitedBytes, LogBytes, PeakBytes int64
	// SpilledBytes counts what went to disk, and DiskBytes is the most that was there at a
	// time, both without a checkpoint. DiskError says what was wrong with the disk, when that
	// ended the search.
	SpilledBytes, DiskBytes int64
	DiskError               error
	// CheckpointTime is how much of the time the checkpoint took, and Resumed what the search
	// took from it, nil if it began anew.
	CheckpointTime time.Duration
	Resumed        *Resumed

	continued bool // past findings
}

// Complete reports whether every state was visited.
func (r *Result) Complete() bool {
	return len(r.BoundedBy) == 0 && (r.continued || len(r.Findings) == 0)
}

// CollisionChance returns an upper bound of the chance that two of the states
// had one fingerprint, so that one of them was missed: n²/2 in 2⁶⁴, if
// fingerprints are as good as random.
func (r *Result) CollisionChance() float64 {
	n := float64(r.States)
	return min(1, n*n/2/18446744073709551616.0)
}

// Finding is something broken, with the path to it.
type Finding struct {
	// Code is what the system reported.
	Code uint32
	// Step says that the last step of the path is what is broken, not the state
	// that it leads to.
	Step bool
	// Labels are the labels of the steps from the root; the first one chooses
	// the initial state.
	Labels []uint32
}

// Length is the number of steps from an initial state.
func (f *Finding) Length() int { return len(f.Labels) - 1 }
