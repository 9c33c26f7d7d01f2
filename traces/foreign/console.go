package foreign

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/traces"
)

// The lines of TLC's console that matter. With -tool every message stands
// between two lines that begin with @!@!@, and a state has its number alone.
var (
	toolLine   = regexp.MustCompile(`^@!@!@(STARTMSG|ENDMSG) (\d+)(?::(\d+))?`)
	stateLine  = regexp.MustCompile(`^(?:State |STATE )?(\d+): ?(.*)$`)
	backLine   = regexp.MustCompile(`^(?:Back to state:? (\d+)|(\d+): Back to state)\b`)
	actionText = regexp.MustCompile(`^<(.*?)(?:\((.*)\))? (line \d+)(?:, col \d+ to line \d+, col \d+)?( of module (\w+))>$`)
	endOfError = regexp.MustCompile(`^(?:Error: |State \d+: |Back to state|@!@!@|Finished in |Finished computing |Finished checking |Progress\(|\d+ states generated|The behavior up to |The following behavior |While working on the initial state:|Trace exploration spec path)`)
	assertion  = regexp.MustCompile(`^Error: The first argument of Assert evaluated to FALSE; the second argument was:$`)
	initially  = regexp.MustCompile(`^(?:Error: )?(?:Invariant|Property) (\S+) is violated by the initial state:$`)
	verdicts   = []struct {
		line *regexp.Regexp
		kind string
	}{
		{regexp.MustCompile(`^(?:Error: )?Invariant (\S+) is violated\.?`), "invariant"},
		{regexp.MustCompile(`^(?:Error: )?Action property (\S+) is violated\.?`), "action"},
		{regexp.MustCompile(`^(?:Error: )?Temporal property (\S+) was violated\.?`), "temporal"},
		{regexp.MustCompile(`^(?:Error: )?(Temporal properties) were violated\.?`), "temporal"},
		{regexp.MustCompile(`^(?:Error: )?(Deadlock) reached\.?`), "deadlock"},
	}
)

// The numbers of the messages that hold states with -tool.
const (
	msgState    = "2217"
	msgFirst    = "2216"
	msgStutters = "2218"
	msgBack     = "2122"
)

// The classes of messages with -tool that say what went wrong: in the spec, and in
// TLC itself.
const (
	classError = "1"
	classBug   = "2"
)

// isConsole reports whether data looks like what TLC prints.
func isConsole(data []byte) bool {
	text := string(data[:min(len(data), 1<<20)])
	return strings.Contains(text, "@!@!@STARTMSG ") || strings.HasPrefix(text, "TLC2 Version") || strings.Contains(text, "\nTLC2 Version") ||
		regexp.MustCompile(`(?m)^State 1: <`).MatchString(text)
}

// readConsole reads the first behavior in what TLC prints.
func readConsole(text string) (*traces.Trace, error) {
	c := &console{t: &traces.Trace{Loop: traces.NoLoop, Meta: traces.Meta{Tool: "TLC", Kind: traces.KindTLA}}}
	c.room = maxMembers
	c.lines = strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	c.tool = strings.Contains(text, "@!@!@STARTMSG ")
	for c.at < len(c.lines) && !c.done {
		if err := c.line(); err != nil {
			var le *lineError
			at := c.at
			if errors.As(err, &le) {
				at += le.line
			}
			return nil, fmt.Errorf("TLC's console text: line %d: %w", at+1, err)
		}
	}
	if len(c.t.States) == 0 {
		return nil, errors.New("TLC's console text: there is no behavior in it; it found no violation, or was cut off")
	}
	if c.t.Meta.Property == "" && c.t.Meta.Violation == "" {
		c.t.Meta.Violation = "TLC printed this behavior, and no property that it breaks"
	}
	return c.t, nil
}

type console struct {
	lines []string
	at    int // the line that comes
	tool  bool
	msg   string // with -tool: the number of the message that the line is in
	done  bool
	room  int // how many members of intervals may still be written out
	t     *traces.Trace
}

// line reads what begins at the next line.
func (c *console) line() error {
	line := strings.TrimRight(c.lines[c.at], " ")
	if m := toolLine.FindStringSubmatch(line); m != nil {
		c.msg = ""
		c.at++
		if m[1] == "STARTMSG" {
			c.msg = m[2]
			if m[3] == classError || m[3] == classBug {
				c.message()
			}
		}
		return nil
	}
	if line == workingOn && len(c.t.States) == 0 {
		c.at++
		return c.state(1, "<Initial predicate>")
	}
	if m := initially.FindStringSubmatch(line); m != nil && len(c.t.States) == 0 {
		c.t.Meta.Property, c.t.Meta.PropertyKind = m[1], "invariant"
		c.at++
		return c.state(1, "<Initial predicate>")
	}
	if m := backLine.FindStringSubmatch(line); m != nil && c.holds(msgBack) {
		number := m[1] + m[2]
		c.at++
		return c.back(number)
	}
	if m := stateLine.FindStringSubmatch(line); m != nil && (c.tool && c.holds(msgState, msgFirst, msgStutters) || !c.tool && line[0] == 'S') {
		number, err := strconv.Atoi(m[1])
		if err != nil {
			return err
		}
		c.at++
		return c.state(number, m[2])
	}
	if text, isError := strings.CutPrefix(line, "Error: "); isError && !c.tool {
		c.at++
		c.fault(append([]string{text}, c.reason()...))
		return nil
	}
	if len(c.t.States) == 0 || !c.told() {
		c.verdict(line)
	}
	c.at++
	return nil
}

// message reads an error's message with -tool, with those inside of it; states are
// left to be read.
func (c *console) message() {
	if c.holds(msgState, msgFirst, msgStutters, msgBack) || c.at < len(c.lines) && initially.MatchString(strings.TrimRight(c.lines[c.at], " ")) {
		return
	}
	var lines []string
	for inside := 0; c.at < len(c.lines); c.at++ {
		m := toolLine.FindStringSubmatch(c.lines[c.at])
		switch {
		case m == nil && c.lines[c.at] == workingOn:
			c.fault(lines)
			return
		case m == nil:
			lines = append(lines, c.lines[c.at])
		case m[1] == "STARTMSG":
			inside++
		case inside == 0:
			c.fault(lines)
			return
		default:
			inside--
		}
	}
	c.fault(lines)
}

// reason is what follows the first line of an error, to where something else
// begins. What the spec prints can stand between: it is told only behind an
// assertion, whose end is known.
func (c *console) reason() []string {
	first := c.at
	if !c.told() && assertion.MatchString(strings.TrimRight(c.lines[c.at-1], " ")) {
		rest := strings.Join(c.lines[first:min(len(c.lines), first+longestReason)], "\n")
		if n, whole := valueLines(rest); whole {
			c.at += n
			return c.lines[first:c.at]
		}
	}
	for c.at < len(c.lines) && c.at < first+longestReason && !endOfError.MatchString(c.lines[c.at]) {
		c.at++
	}
	return c.lines[first:c.at]
}

// workingOn stands before the initial state in which an error occurred.
const workingOn = "While working on the initial state:"

// nested begins what tells where an error occurred.
const nested = "The error occurred when TLC was evaluating the nested"

// longestReason is how many lines a reason has at most.
const longestReason = 1000

// valueLines is how many lines a value has that text begins with; whole is false
// if it ends within a line, or is none.
func valueLines(text string) (n int, whole bool) {
	room := maxMembers
	p := &parser{rest: text, room: &room}
	if err := p.guarded(func() { p.value(0) }); err != nil {
		return 0, false
	}
	line, _, _ := strings.Cut(p.rest, "\n")
	return p.line(text) + 1, strings.TrimSpace(line) == ""
}

// fault is an error in TLC's words. What is violated is known by its first line;
// any other error is told in whole, as long as nothing better comes. Where it
// occurred comes behind the states.
func (c *console) fault(lines []string) {
	text := strings.TrimRight(strings.Join(lines, "\n"), " \n\t")
	switch meta := &c.t.Meta; {
	case text == "" || strings.HasPrefix(text, "The behavior up to") || strings.HasPrefix(text, "The following behavior"):
	case strings.HasPrefix(text, nested):
		if meta.Property == "" && meta.Violation != "" && !strings.Contains(meta.Violation, nested) {
			meta.Violation += "\n" + text
		}
	case len(c.t.States) > 0 && c.told():
	case c.verdict(lines[0]): // of a text that is not empty
	case !c.told():
		meta.Violation = text
	}
}

// holds reports whether the line is in one of the messages, if it is in any.
func (c *console) holds(messages ...string) bool {
	if !c.tool {
		return true
	}
	for _, m := range messages {
		if c.msg == m {
			return true
		}
	}
	return false
}

func (c *console) told() bool { return c.t.Meta.Property != "" || c.t.Meta.Violation != "" }

// verdict reads what is violated, and reports whether a line says that.
func (c *console) verdict(line string) bool {
	for _, v := range verdicts {
		if m := v.line.FindStringSubmatch(strings.TrimRight(line, " ")); m != nil {
			meta := &c.t.Meta
			meta.Property, meta.PropertyKind, meta.StepViolation = named(m[1]), v.kind, v.kind == "action"
			meta.Violation = ""
			return true
		}
	}
	return false
}

// named is the name of a property; what has none is put in lower case.
func named(name string) string {
	if name == "Deadlock" || name == "Temporal properties" {
		return strings.ToLower(name)
	}
	return name
}

// back closes the lasso.
func (c *console) back(number string) error {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(c.t.States) {
		return fmt.Errorf("back to state %s, and there are %d", number, len(c.t.States))
	}
	c.t.Loop = n - 1
	c.done = true
	return nil
}

// state reads a state whose first line was read.
func (c *console) state(number int, what string) error {
	due := len(c.t.States) + 1
	if number == 1 && due > 1 {
		c.done = true // another behavior (-continue); the first is what is read
		return nil
	}
	if number != due {
		c.at--
		return fmt.Errorf("state %d stands where state %d is due", number, due)
	}
	if what == "Stuttering" {
		if due == 1 {
			c.at--
			return errors.New("stuttering, and there is no state before")
		}
		c.t.Loop = due - 2
		c.done = true
		return nil
	}
	first := c.at
	for c.at < len(c.lines) && !c.ends(c.lines[c.at]) {
		c.at++
	}
	vars, err := state(strings.Join(c.lines[first:c.at], "\n"), &c.room)
	if err != nil {
		c.at = first
		return err
	}
	s := traces.State{Vars: vars}
	if due > 1 {
		if s.Vars, err = c.carried(vars); err != nil {
			c.at = first
			return err
		}
		s.Step = action(what, &c.room)
		if m := actionText.FindStringSubmatch(what); m != nil && c.t.Meta.Extra == nil {
			c.t.Meta.Extra = map[string]string{"module": m[5]}
		}
	}
	c.t.States = append(c.t.States, s)
	return nil
}

// ends reports whether a line is none of a state's.
func (c *console) ends(line string) bool {
	return strings.TrimSpace(line) == "" || strings.HasPrefix(line, "@!@!@") || strings.HasPrefix(line, "State ") ||
		strings.HasPrefix(line, "Back to state") || strings.HasPrefix(line, "Error: ")
}

// carried completes a state of which only what changed is printed (-difftrace).
func (c *console) carried(vars traces.Record) (traces.Record, error) {
	before := c.t.States[len(c.t.States)-1].Vars
	at := make(map[string]int, len(before))
	for i, f := range before {
		at[f.Name] = i
	}
	all := slices.Clone(before)
	for _, f := range vars {
		i, known := at[f.Name]
		if !known {
			return nil, fmt.Errorf("the variable %s is not in the states before", f.Name)
		}
		all[i] = f
	}
	return all, nil
}

// action reads <Give(n1,n2) line 19, col 3 to line 24, col 36 of module M>. The
// values of its parameters have no names, and are numbered.
func action(what string, room *int) *traces.Step {
	m := actionText.FindStringSubmatch(what)
	if m == nil {
		name := strings.TrimSuffix(strings.TrimPrefix(what, "<"), ">")
		if name == "" {
			return nil
		}
		return &traces.Step{Kind: traces.StepAction, Name: name}
	}
	s := &traces.Step{Kind: traces.StepAction, Name: m[1], Note: m[3] + m[4]}
	if m[2] == "" {
		return s
	}
	args, err := arguments(m[2], room)
	if err != nil {
		s.Name += "(" + m[2] + ")"
		return s
	}
	for i, v := range args {
		s.Args = append(s.Args, traces.Field{Name: strconv.Itoa(i + 1), Value: v})
	}
	return s
}

// arguments reads values with commas between them.
func arguments(text string, room *int) (list []traces.Value, err error) {
	p := &parser{rest: text + ")", room: room}
	err = p.guarded(func() {
		list = p.list(")", 0)
		if p.peek() != "" {
			p.fail("the end")
		}
	})
	return list, err
}
