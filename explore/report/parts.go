package report

// Conformance is what holding code against a spec found.
type Conformance struct {
	// Spec is the module that the code was held against, Losses whether messages may
	// be lost with every step.
	Spec   string
	Losses bool
	// Images counts the states of the spec that are images of states of the code,
	// Missed the states one step of the spec from an image that are none.
	Images, Missed uint64
	// SameStates says that the images are exactly the states of the spec.
	SameStates bool
	// Stutters counts the steps that change nothing the spec knows of, Several those
	// that more than one action allows.
	Stutters, Several uint64
	// Departure is the first step that the spec does not allow, or nil.
	Departure *Departure
}

// Departure is a step of code that its spec does not allow.
type Departure struct {
	// Step is its number, 0 for the initial state, and Code the step.
	Step    int       `json:"step"`
	Code    string    `json:"code"`
	Changes []string  `json:"changes"`
	Instead []Instead `json:"instead"` // what the spec allows
	Nearest []Near    `json:"nearest"` // its branches that come near
	// Text explains it to people.
	Text string `json:"-"`
}

// Instead is a step that the spec allows instead.
type Instead struct {
	Action  string   `json:"action"`
	Changes []string `json:"changes"` // from the state of the code
}

// Near is a branch of an action that comes near to a step or an event.
type Near struct {
	Action string   `json:"action"`
	Path   []string `json:"path"`
	// Bound are the values of its quantified variables.
	Bound map[string]string `json:"bound"`
	// Passed counts the conjuncts that are true, Conjunct is the first that is not.
	Passed   int               `json:"passed"`
	Conjunct string            `json:"conjunct"`
	Place    string            `json:"place"`
	Values   map[string]string `json:"values"`
	Error    string            `json:"error"` // "" when the conjunct is false
}

// Validation is what holding a log against a spec found.
type Validation struct {
	Log string
	// Events counts the events, Matched those that a behaviour explains, from the
	// first on.
	Events, Matched int
	// Widest is the largest number of states before an event, Unlogged the largest
	// number of steps in a row without one.
	Widest, Unlogged int
	// Unchecked are the properties of the model file, which are not asked for here.
	Unchecked []string
	// Misfit is the first event that fits no behaviour, or nil.
	Misfit *Misfit
	// Logs are the files, where they are several. Unplaced are then the events that come next in
	// them and cannot be placed.
	Logs     []string
	Unplaced []Unplaced
}

// Unplaced is an event of one of several logs that cannot be placed in any order.
type Unplaced struct {
	Log   string `json:"log"`
	Event int    `json:"event"` // in its file, from 1
	Line  int    `json:"line"`
	// Waits names an event of another log that must have happened before; "" if there is none.
	Waits string `json:"waits"`
}

// Misfit is an event that fits no behaviour of the spec.
type Misfit struct {
	// Log is the file.
	Log string `json:"log"`
	// Event is its number, 0 when the spec has no initial state. Line is where it
	// stands in the log, and Text that line.
	Event       int                 `json:"event"`
	Line        int                 `json:"line"`
	Text        string              `json:"text"`
	States      int                 `json:"states"` // before the event
	State       map[string]string   `json:"state"`  // one of them
	Differences map[string][]string `json:"differences"`
	Near        []Near              `json:"near"`
	// Place is the line of the log.
	Place Place `json:"-"`
	// Trace is the path of the saved run in which the event is marked; "" if there is
	// none.
	Trace string `json:"trace"`
	// Explanation explains it to people.
	Explanation string `json:"-"`
}
