package traces

import "strings"

// The fields of the "#meta" of a trace, and those of a step, are Synod's own.
// They are listed here once for reading and for writing, so that the two cannot
// differ.

// formatName and formatPage are what ITF files say of themselves.
const (
	formatName = "ITF"
	formatPage = "https://apalache-mc.org/docs/adr/015adr-trace.html"
)

// texts lists the fields of m that are strings, in the order of the file.
func (m *Meta) texts() []textField {
	return []textField{
		{"tool", &m.Tool},
		{"version", &m.Version},
		{"kind", &m.Kind},
		{"protocol", &m.Protocol},
		{"mutant", &m.Mutant},
		{"source", &m.Source},
		{"property", &m.Property},
		{"property-kind", &m.PropertyKind},
		{"violation", &m.Violation},
		{"loop-up-to", &m.UpTo},
		{"formula", &m.Formula},
		{"fair", &m.Fair},
	}
}

// texts lists the fields of s that are strings, in the order of the file.
func (s *Step) texts() []textField {
	return []textField{
		{"kind", &s.Kind},
		{"node", &s.Node},
		{"from", &s.From},
		{"to", &s.To},
		{"name", &s.Name},
		{"note", &s.Note},
	}
}

type textField struct {
	name string
	to   *string
}

func find(fields []textField, name string) *string {
	for _, f := range fields {
		if f.name == name {
			return f.to
		}
	}
	return nil
}

// readMeta reads the "#meta" of a trace. Only one with a version is Synod's; in
// another tool's the same names may mean anything, so all but the source, which
// the format itself shows, goes to Extra.
func readMeta(at *place, n *node) (Meta, error) {
	var m Meta
	if n.kind != objectNode {
		return m, at.errorf("want an object, not %s", n.kind)
	}
	version := n.get("version")
	ours := version != nil && version.kind == stringNode && strings.HasPrefix(version.text, versions)
	if ours && version.text != Version {
		return m, &VersionError{version.text, Version}
	}
	for i, name := range n.names {
		if err := m.readField(at.field(name), name, &n.items[i], ours); err != nil {
			return m, err
		}
	}
	return m, nil
}

// metaBack is the field that has the state after the step that closes a loop.
const metaBack = "back"

func (m *Meta) readField(at *place, name string, n *node, ours bool) (err error) {
	to := find(m.texts(), name)
	switch {
	case name == "format" && n.kind == stringNode && n.text != formatName:
		return at.errorf("this is %q, not %s", shorten(n.text), formatName)
	case name == "format" || name == "format-description":
	case ours && name == metaBack: // belongs to the states, and is read with them
	case !ours && name == "source" && n.kind == stringNode:
		m.Source = n.text
	case !ours:
		m.keep(name, n)
	case to != nil:
		*to, err = readString(at, n)
	case name == "settings":
		m.Settings, err = readStringMap(at, n)
	case name == "properties":
		m.Properties, err = readStrings(at, n)
	case name == "step-violation":
		if n.kind != trueNode && n.kind != falseNode {
			return at.errorf("want true or false, not %s", n.kind)
		}
		m.StepViolation = n.kind == trueNode
	case name == "extra":
		var extra map[string]string
		extra, err = readStringMap(at, n)
		for k, v := range extra {
			m.keep(k, &node{kind: stringNode, text: v})
		}
	default:
		m.keep(name, n)
	}
	return err
}

// keep puts a field that means nothing here into Extra.
func (m *Meta) keep(name string, n *node) {
	if m.Extra == nil {
		m.Extra = map[string]string{}
	}
	if n.kind == stringNode {
		m.Extra[name] = n.text
		return
	}
	m.Extra[name] = string(appendNode(nil, n))
}

func readString(at *place, n *node) (string, error) {
	if n.kind != stringNode {
		return "", at.errorf("want a string, not %s", n.kind)
	}
	return n.text, nil
}

func readStrings(at *place, n *node) ([]string, error) {
	if n.kind != arrayNode {
		return nil, at.errorf("want a list of strings, not %s", n.kind)
	}
	var list []string
	for i := range n.items {
		s, err := readString(at.index(i), &n.items[i])
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

func readStringMap(at *place, n *node) (map[string]string, error) {
	if n.kind != objectNode {
		return nil, at.errorf("want an object, not %s", n.kind)
	}
	m := map[string]string{}
	for i, name := range n.names {
		s, err := readString(at.field(name), &n.items[i])
		if err != nil {
			return nil, err
		}
		m[name] = s
	}
	return m, nil
}

// readLog reads the log of a state. It does not stand in the step, where older versions
// of this package refuse what they do not know.
func readLog(at *place, n *node) (log []LogLine, err error) {
	err = eachObject(at, n, func(at *place, n *node) error {
		var l LogLine
		err := readFlat(at, n, []textField{{"node", &l.Node}, {"text", &l.Text}}, "", nil)
		log = append(log, l)
		return err
	})
	return log, err
}

func readStep(at *place, n *node) (*Step, error) {
	if n.kind != objectNode {
		return nil, at.errorf("want an object, not %s", n.kind)
	}
	s := &Step{}
	for i, name := range n.names {
		if err := s.readField(at.field(name), name, &n.items[i]); err != nil {
			return nil, err
		}
	}
	if s.Kind == "" {
		return nil, at.errorf(`there is no "kind"`)
	}
	return s, nil
}

func (s *Step) readField(at *place, name string, n *node) (err error) {
	if to := find(s.texts(), name); to != nil {
		*to, err = readString(at, n)
		return err
	}
	switch name {
	case "message":
		s.Message, err = readValue(at, n)
	case "choices":
		s.Choices, err = readChoices(at, n)
	case "args":
		s.Args, err = readRecord(at, n)
	case "sent":
		err = eachObject(at, n, func(at *place, n *node) error {
			var p Packet
			texts := []textField{{"from", &p.From}, {"to", &p.To}, {"name", &p.Name}}
			err := readFlat(at, n, texts, "message", &p.Message)
			s.Sent = append(s.Sent, p)
			return err
		})
	case "recorded":
		err = eachObject(at, n, func(at *place, n *node) error {
			var e Event
			texts := []textField{{"node", &e.Node}, {"name", &e.Name}}
			err := readFlat(at, n, texts, "value", &e.Value)
			s.Recorded = append(s.Recorded, e)
			return err
		})
	default:
		err = at.errorf("unknown field of a step")
	}
	return err
}

// maxChoice bounds what Choose may have returned: it fits into an int anywhere.
const maxChoice = 1 << 30

func readChoices(at *place, n *node) ([]int, error) {
	values, err := readValues(at, n)
	if err != nil {
		return nil, err
	}
	var choices []int
	for i, v := range values {
		c, ok := v.(Int)
		if !ok || c < 0 || c > maxChoice {
			return nil, at.index(i).errorf("%s is no choice", brief(v))
		}
		choices = append(choices, int(c))
	}
	return choices, nil
}

func eachObject(at *place, n *node, do func(at *place, n *node) error) error {
	if n.kind != arrayNode {
		return at.errorf("want a list, not %s", n.kind)
	}
	for i := range n.items {
		here := at.index(i)
		if n.items[i].kind != objectNode {
			return here.errorf("want an object, not %s", n.items[i].kind)
		}
		if err := do(here, &n.items[i]); err != nil {
			return err
		}
	}
	return nil
}

// readFlat reads an object of strings and one value.
func readFlat(at *place, n *node, texts []textField, valueName string, value *Value) (err error) {
	for i, name := range n.names {
		here, item := at.field(name), &n.items[i]
		to := find(texts, name)
		switch {
		case to != nil:
			*to, err = readString(here, item)
		case value != nil && name == valueName:
			*value, err = readValue(here, item)
		default:
			err = here.errorf("unknown field")
		}
		if err != nil {
			return err
		}
	}
	return nil
}
