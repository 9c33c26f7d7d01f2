package draw

import (
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/traces"
)

// Detail is all that there is to say about one step and the state it led to, as
// text: whoever shows steps one by one shows this. Its JSON is what the page
// reads.
type Detail struct {
	// Title is the step in a line.
	Title string `json:"title"`
	Note  string `json:"note,omitempty"`
	// Changes are what the step changed, without the network.
	Changes []ChangeText `json:"changes,omitempty"`
	// Sent and Recorded are the messages and events of the step; Gone and Came
	// the messages that went and came though the step does not say so.
	Sent     []string `json:"sent,omitempty"`
	Recorded []string `json:"recorded,omitempty"`
	// Log is what nodes logged in the step, and at first when they booted.
	Log  []string `json:"log,omitempty"`
	Gone []string `json:"gone,omitempty"`
	Came []string `json:"came,omitempty"`
	// Parts are the state: what expressions (Options.Values) come to in it, what a spec's
	// ALIAS says of it, a part for every node (of a spec: for every lane), and for every
	// other variable that has fields; those that have none share one.
	Parts []Part `json:"parts"`
	// Flights are the messages in flight.
	Flights []FlightText `json:"flights,omitempty"`
}

// ChangeText is one change: where, and "0 → 1", "+ x" or "− x".
type ChangeText struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// Expressions is the name of the part that has the values of expressions (Options.Values).
const Expressions = "expressions"

// Part is a piece of the state that belongs together, such as a node.
type Part struct {
	Name   string      `json:"name"`
	Down   bool        `json:"down,omitempty"`
	Fields []FieldText `json:"fields"`
}

// FieldText is a field and its value.
type FieldText struct {
	Name string `json:"name"`
	Text string `json:"text"`
	// Was is what it was before the step, if that is something else; New says
	// that it was not there.
	Was string `json:"was,omitempty"`
	New bool   `json:"new,omitempty"`
	// Tree are the elements of a value whose text is long.
	Tree []TreeText `json:"tree,omitempty"`
}

// TreeText is an element of a value: the name, key or index that it has there, if it has one,
// its text, and its own elements if that is long.
type TreeText struct {
	Name string     `json:"name,omitempty"`
	Text string     `json:"text"`
	Tree []TreeText `json:"tree,omitempty"`
}

// Changed reports whether the step changed the field.
func (f FieldText) Changed() bool { return f.New || f.Was != "" }

// FlightText is a message in flight to one or more receivers, and whether the step sent
// it.
type FlightText struct {
	Text string `json:"text"`
	New  bool   `json:"new,omitempty"`
	// Messages is how many messages these are: one for each receiver and copy.
	Messages int64 `json:"-"`
}

// DetailOf tells about state i of t. It panics if there is no state i.
func DetailOf(t *traces.Trace, i int) Detail { return detailOf(t, lanesOf(t, nil), i) }

// Detail is DetailOf for the run of the diagram, whatever of it is shown, with the values of
// expressions.
func (d *Diagram) Detail(i int) Detail {
	detail, part := detailOf(d.trace, d.lanes, i), d.expressions(i)
	if len(part.Fields) == 0 {
		return detail
	}
	detail.Parts = slices.Insert(detail.Parts, 0, part)
	var changes []ChangeText
	for _, f := range part.Fields {
		if f.Changed() {
			changes = append(changes, ChangeText{f.Name, f.Was + " → " + f.Text})
		}
	}
	detail.Changes = append(changes, detail.Changes...)
	return detail
}

// expressions is the part of state i that has the values of expressions.
func (d *Diagram) expressions(i int) Part {
	var values, before traces.Record
	if i < len(d.values) {
		values = d.values[i]
		if i > 0 {
			before = d.values[i-1]
		}
	}
	return d.lanes.fieldsPart(Expressions, values, before, i > 0)
}

// fieldsPart is a part with the fields of a record, and what they were in the record before,
// if that is known.
func (l *lanes) fieldsPart(name string, fields, before traces.Record, known bool) Part {
	part := Part{Name: name, Fields: []FieldText{}}
	for i, f := range fields {
		part.Fields = append(part.Fields, l.fieldText(f.Name, f.Value, old(before, i, f.Name), known))
	}
	return part
}

func detailOf(t *traces.Trace, l *lanes, i int) Detail {
	s := t.States[i]
	d := Detail{Title: "next state", Log: s.LogText()}
	switch {
	case i == 0:
		d.Title = "initial state"
	case s.Step != nil:
		d.Title, d.Note = s.Step.String(), s.Step.Note
		for _, b := range s.Step.BroadcastsSent() {
			d.Sent = append(d.Sent, b.String())
		}
		for _, e := range s.Step.Recorded {
			if e.Node == s.Step.Node {
				e.Node = ""
			}
			d.Recorded = append(d.Recorded, e.String())
		}
	}
	d.Note = strings.TrimSpace(d.Note + " " + traces.ValenceText(t.Valences(), i))
	news := t.News(i)
	for _, c := range news.Changes {
		d.Changes = append(d.Changes, ChangeText{c.Path, changeText("", c)})
	}
	d.Gone, d.Came = flightTexts(news.Gone), flightTexts(news.Came)
	var before traces.Record
	if i > 0 {
		before = t.States[i-1].Vars
	}
	d.Parts = l.parts(s.Vars, before)
	if s.Alias != nil {
		var before traces.Record
		if i > 0 {
			before = t.States[i-1].Alias
		}
		d.Parts = slices.Insert(d.Parts, 0, l.fieldsPart("ALIAS", s.Alias, before, i > 0))
	}
	d.Flights = flightsOf(s)
	return d
}

// flightsOf shows the messages in flight, those that the step sent last.
func flightsOf(s traces.State) (list []FlightText) {
	flights, _ := traces.NetworkOf(s.Vars)
	isNew := func(f traces.Flight) bool {
		return s.Step != nil && slices.ContainsFunc(s.Step.Sent, func(p traces.Packet) bool { return same(p, f.Packet) })
	}
	var sent, others []traces.Flight
	for _, f := range flights {
		if isNew(f) {
			sent = append(sent, f)
		} else {
			others = append(others, f)
		}
	}
	for _, b := range traces.Broadcasts(others) {
		list = append(list, FlightText{b.String(), false, b.Messages()})
	}
	for _, b := range traces.Broadcasts(sent) {
		list = append(list, FlightText{b.String(), true, b.Messages()})
	}
	return list
}

func flightTexts(flights []traces.Flight) []string {
	var list []string
	for _, b := range traces.Broadcasts(flights) {
		list = append(list, b.String())
	}
	return list
}

// parts shows a state, and marks what is not as it was before; there is no
// before (nil) in the initial state.
func (l *lanes) parts(vars, before traces.Record) []Part {
	simple, known := Part{Name: "state"}, before != nil
	parts := l.nodeParts(vars, before)
	for i, v := range vars {
		was := old(before, i, v.Name)
		if l.protocol && (v.Name == "nodes" || v.Name == "network") || slices.ContainsFunc(l.functions, func(f []string) bool { return slices.Contains(f, v.Name) }) {
			continue
		}
		fields, ok := fieldsOf(v.Value)
		if !ok {
			simple.Fields = append(simple.Fields, l.fieldText(v.Name, v.Value, was, known))
			continue
		}
		if len(fields) == 0 && l.protocol {
			continue
		}
		before, _ := fieldsOf(was)
		parts = append(parts, l.fieldsPart(v.Name, fields, before, known))
	}
	if len(simple.Fields) > 0 {
		parts = append(parts, simple)
	}
	return parts
}

// old is the value of a field in the record of before, where mostly it has the
// same place; nil if there is none.
func old(before traces.Record, place int, name string) traces.Value {
	if place < len(before) && before[place].Name == name {
		return before[place].Value
	}
	v, _ := before.Get(name)
	return v
}

// nodeParts shows the nodes, or what the functions of a spec are in every lane.
func (l *lanes) nodeParts(vars, before traces.Record) []Part {
	var parts []Part
	nodes, _ := traces.NodesOf(vars)
	wasNodes, _ := traces.NodesOf(before)
	for _, n := range nodes {
		old, _ := wasNodes.Get(n.Name)
		parts = append(parts, l.nodePart(n, old))
	}
	for i, key := range l.keys {
		part := Part{Name: l.names[i], Fields: []FieldText{}}
		for _, name := range l.functions[i] {
			is, _ := vars.Get(name)
			was, _ := before.Get(name)
			if v := at(is, key); v != nil {
				part.Fields = append(part.Fields, l.fieldText(name, v, at(was, key), before != nil))
			}
		}
		parts = append(parts, part)
	}
	return parts
}

// at is the value of a function; nil if there is none.
func at(f, key traces.Value) (v traces.Value) {
	switch f := f.(type) {
	case traces.Map:
		v, _ = f.Get(key)
	case traces.Record:
		v, _ = f.Get(plainText(key))
	case traces.Seq:
		if i, ok := key.(traces.Int); ok && 1 <= i && int(i) <= len(f) {
			v = f[i-1]
		}
	}
	return v
}

// nodePart shows a node. That it is up goes without saying.
func (l *lanes) nodePart(n traces.Field, old traces.Value) Part {
	fields, _ := n.Value.(traces.Record)
	was, known := old.(traces.Record)
	up, _ := fields.Get("up")
	part := Part{Name: n.Name, Down: traces.Equal(up, traces.Bool(false)), Fields: []FieldText{}}
	for _, f := range fields {
		if f.Name == "up" {
			continue
		}
		before, _ := was.Get(f.Name)
		part.Fields = append(part.Fields, l.fieldText(f.Name, f.Value, before, known))
	}
	return part
}

func (l *lanes) fieldText(name string, v, was traces.Value, known bool) FieldText {
	f := FieldText{Name: name, Text: v.String(), Tree: treeOf(v, l.first)}
	switch {
	case !known || traces.Equal(v, was):
	case was == nil:
		f.New = true
	case was.String() == f.Text: // two values with one text
		f.Text, f.Was = traces.Plain(v).String(), traces.Plain(was).String()
	default:
		f.Was = was.String()
	}
	return f
}

// longText is the least width of a text whose elements are told one by one.
const longText = 48

// treeOf returns the elements of a value, with indices that begin at first. There are none
// if the text of the value is short, or is read instead of the elements (traces.Shown).
func treeOf(v traces.Value, first int) (tree []TreeText) {
	add := func(name string, v traces.Value) {
		tree = append(tree, TreeText{name, v.String(), treeOf(v, first)})
	}
	list := func(list []traces.Value) {
		for i, v := range list {
			add(strconv.Itoa(first+i), v)
		}
	}
	if cells(v.String()) < longText {
		return nil
	}
	switch v := v.(type) {
	case traces.Record:
		for _, f := range v {
			add(f.Name, f.Value)
		}
	case traces.Map:
		for _, p := range v {
			add(plainText(p.Key), p.Value)
		}
	case traces.Seq:
		list(v)
	case traces.Tuple:
		list(v)
	case traces.Set:
		for _, e := range v {
			add("", e)
		}
	}
	return tree
}

// fieldsOf are the fields of a record, or the pairs of a map.
func fieldsOf(v traces.Value) (traces.Record, bool) {
	switch v := v.(type) {
	case traces.Record:
		return v, true
	case traces.Map:
		r := make(traces.Record, len(v))
		for i, p := range v {
			r[i] = traces.Field{Name: plainText(p.Key), Value: p.Value}
		}
		return r, true
	}
	return nil, false
}
