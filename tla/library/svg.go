package library

import (
	"fmt"
	"math"
	"strings"

	"github.com/synod-go/synod/tla/value"
)

// SVG: an element is a record of its name, its attributes, its children and its text.
var svgModule = []module{
	{name: "SVG", ops: []Op{
		{Name: "SVGElem", Params: values(4), Eval: func(c *Call) (value.Value, error) {
			name, attrs, children := c.Value(0), c.Value(1), c.Value(2)
			return element(c, name, attrs, children, c.Value(3))
		}},
		{Name: "Line", Params: values(5), Eval: func(c *Call) (value.Value, error) { return shape(c, "line", "x1", "y1", "x2", "y2") }},
		{Name: "Circle", Params: values(4), Eval: func(c *Call) (value.Value, error) { return shape(c, "circle", "cx", "cy", "r") }},
		{Name: "Rect", Params: values(5), Eval: func(c *Call) (value.Value, error) { return shape(c, "rect", "x", "y", "width", "height") }},
		{Name: "Text", Params: values(4), Eval: func(c *Call) (value.Value, error) { return shape(c, "text", "x", "y", "") }},
		{Name: "Image", Params: values(6), Eval: func(c *Call) (value.Value, error) {
			return shape(c, "image", "x", "y", "width", "height", "xlink:href")
		}},
		{Name: "Group", Params: values(2), Eval: func(c *Call) (value.Value, error) { return container(c, "g") }},
		{Name: "Svg", Params: values(2), Eval: func(c *Call) (value.Value, error) { return container(c, "svg") }},
		{Name: "SVGDoc", Params: values(6), Eval: document},
		{Name: "SVGElemToString", Params: values(1), Eval: func(c *Call) (value.Value, error) {
			s, err := svgText(c, c.Value(0))
			if err != nil {
				return value.Value{}, err
			}
			return c.Universe.String(s), nil
		}},
		{Name: "SVGSerialize", Params: values(3), Impure: true, Eval: svgSerialize},
		{Name: "NodeOfRingNetwork", Params: values(5), Eval: nodeOfRing},
		{Name: "NodesOfDirectedMultiGraph", Params: values(3), Refused: "there is no layout of graphs"},
		{Name: "PointOnLine", Params: values(3), Eval: pointOnLine},
	}},
}

func element(c *Call, name, attrs, children, inner value.Value) (value.Value, error) {
	return c.Universe.MakeRecord([]string{"name", "attrs", "children", "innerText"}, []value.Value{name, attrs, children, inner})
}

// shape is an element whose first arguments are the named attributes and whose last one is a record of
// further ones. The argument for "" is the element's text; a reference stays as it is, other attributes are
// printed.
func shape(c *Call, name string, names ...string) (value.Value, error) {
	inner := c.Universe.String("")
	var kept []string
	var texts []value.Value
	for i, n := range names {
		v := c.Value(i)
		switch n {
		case "":
			inner = v
			continue
		case "xlink:href":
		default:
			v = c.Universe.String(v.String())
		}
		kept, texts = append(kept, n), append(texts, v)
	}
	own, err := c.Universe.MakeRecord(kept, texts)
	if err != nil {
		return value.Value{}, err
	}
	attrs, err := value.Override(own, c.Value(len(names)))
	if err != nil {
		return value.Value{}, err
	}
	return element(c, c.Universe.String(name), attrs, value.EmptyTuple, inner)
}

func container(c *Call, name string) (value.Value, error) {
	children := c.Value(0)
	return element(c, c.Universe.String(name), c.Value(1), children, c.Universe.String(""))
}

func document(c *Call) (value.Value, error) {
	children := c.Value(0)
	box := make([]string, 4)
	for i := range box {
		box[i] = c.Value(i + 1).String()
	}
	own, err := c.Universe.MakeRecord([]string{"xmlns:xlink", "xmlns", "viewBox"}, []value.Value{
		c.Universe.String("http://www.w3.org/1999/xlink"), c.Universe.String("http://www.w3.org/2000/svg"),
		c.Universe.String(strings.Join(box, " "))})
	if err != nil {
		return value.Value{}, err
	}
	attrs, err := value.Override(own, c.Value(5))
	if err != nil {
		return value.Value{}, err
	}
	return element(c, c.Universe.String("svg"), attrs, value.Tuple(children), c.Universe.String(""))
}

// svgText writes an element out. Nothing is escaped but the brackets of tuples in its text, and an
// underscore in the name of an attribute becomes a dash.
func svgText(c *Call, e value.Value) (string, error) {
	get := func(name string) (value.Value, error) {
		if !e.IsRecord() {
			return value.Value{}, errorf("SVGElemToString", "An SVG element must be a record, but it is:\n%s", e)
		}
		return field(c, e, name)
	}
	word := func(name string) (string, error) {
		v, err := get(name)
		if err != nil {
			return "", err
		}
		s, isText := v.AsString()
		if !isText {
			return "", errorf("SVGElemToString", "The field %s of an SVG element must be a string, but it is:\n%s", name, v)
		}
		return s, nil
	}
	name, err := word("name")
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("<" + name)
	attrs, err := get("attrs")
	if err != nil {
		return "", err
	}
	keys, err := domain(attrs)
	if err != nil {
		return "", err
	}
	for _, k := range keys {
		v, err := value.Apply(attrs, k)
		if err != nil {
			return "", err
		}
		key, ok := k.AsString()
		s, ok2 := v.AsString()
		if !ok || !ok2 {
			return "", errorf("SVGElemToString", "The attributes of an SVG element must be strings, but they are:\n%s", attrs)
		}
		fmt.Fprintf(&b, " %s='%s'", strings.ReplaceAll(key, "_", "-"), s)
	}
	inner, err := word("innerText")
	if err != nil {
		return "", err
	}
	b.WriteString(">" + strings.NewReplacer("<<", "&lt;&lt;", ">>", "&gt;&gt;").Replace(inner))
	children, err := get("children")
	if err != nil {
		return "", err
	}
	list, err := results(children)
	if err != nil {
		return "", err
	}
	for _, child := range list {
		s, err := svgText(c, child)
		if err != nil {
			return "", err
		}
		b.WriteString(s)
	}
	b.WriteString("</" + name + ">")
	return b.String(), nil
}

// svgSerialize writes an element to a file whose name ends in the number of the frame.
func svgSerialize(c *Call) (value.Value, error) {
	s, err := svgText(c, c.Value(0))
	if err != nil {
		return value.Value{}, err
	}
	prefix, err := text("SVGSerialize", 1, c.Value(1))
	if err != nil {
		return value.Value{}, err
	}
	number, err := zeroPadded(c.Value(2), value.MakeInt(3))
	if err != nil {
		return value.Value{}, err
	}
	if err := c.Host.WriteFile(prefix+number+".svg", []byte(s), false); err != nil {
		return outcome(c, 1, "", "Serialize error writing to the file: "+err.Error())
	}
	return outcome(c, 0, "Finish writing to the file with success!", "")
}

func point(c *Call, x, y float64) (value.Value, error) {
	if math.Abs(x) > math.MaxInt32 || math.Abs(y) > math.MaxInt32 {
		return value.Value{}, errorf("PointOnLine", "the point (%g, %g) is outside of TLC's integers", x, y)
	}
	return c.Universe.MakeRecord([]string{"x", "y"}, []value.Value{value.MakeInt(int32(x)), value.MakeInt(int32(y))})
}

// numbersOf are the arguments, which must be integers.
func numbersOf(c *Call, op string, args ...value.Value) ([]float64, error) {
	out := make([]float64, len(args))
	for i, v := range args {
		n, err := integer(op, i, "integer", v)
		if err != nil {
			return nil, err
		}
		out[i] = float64(n)
	}
	return out, nil
}

// nodeOfRing is where the n-th of m nodes stands on a circle.
func nodeOfRing(c *Call) (value.Value, error) {
	args := make([]value.Value, 5)
	for i := range args {
		args[i] = c.Value(i)
	}
	n, err := numbersOf(c, "NodeOfRingNetwork", args...)
	if err != nil {
		return value.Value{}, err
	}
	if n[4] == 0 {
		return value.Value{}, wrongArg("NodeOfRingNetwork", 4, "positive number", args[4])
	}
	angle := 2 * math.Pi / n[4] * n[3]
	return point(c, n[0]+n[2]*math.Cos(angle), n[1]+n[2]*math.Sin(angle))
}

func pointOnLine(c *Call) (value.Value, error) {
	var args []value.Value
	for i := range 2 {
		end := c.Value(i)
		for _, name := range []string{"x", "y"} {
			v, err := field(c, end, name)
			if err != nil {
				return value.Value{}, err
			}
			args = append(args, v)
		}
	}
	n, err := numbersOf(c, "PointOnLine", append(args, c.Value(2))...)
	if err != nil {
		return value.Value{}, err
	}
	if n[4] == 0 {
		return value.Value{}, wrongArg("PointOnLine", 2, "positive number", c.Value(2))
	}
	return point(c, n[0]+(n[2]-n[0])/n[4], n[1]+(n[3]-n[1])/n[4])
}
