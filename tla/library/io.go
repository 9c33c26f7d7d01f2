package library

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/synod-go/synod/tla/value"
)

const (
	noCommands    = "a check never runs commands"
	noJavaObjects = "the file format is that of Java objects; use ndJsonSerialize and ndJsonDeserialize of module Json"
)

var ioUtils = []module{
	{name: "IOUtils", ops: []Op{
		{Name: "IOSerialize", Params: values(3), Refused: noJavaObjects},
		{Name: "IODeserialize", Params: values(2), Refused: noJavaObjects},
		{Name: "Serialize", Params: values(3), Impure: true, Eval: func(c *Call) (value.Value, error) {
			v, name := c.Value(0), c.Value(1)
			return serialize(c, v, name, c.Value(2))
		}},
		{Name: "Deserialize", Params: values(2), Impure: true, Eval: deserialize},
		{Name: "IOExec", Params: values(1), Refused: noCommands},
		{Name: "IOEnvExec", Params: values(2), Refused: noCommands},
		{Name: "IOExecTemplate", Params: values(2), Refused: noCommands},
		{Name: "IOEnvExecTemplate", Params: values(3), Refused: noCommands},
		{Name: "IOEnv", Params: values(0), Impure: true, Eval: environment},
		{Name: "atoi", Eval1: atoi},
		{Name: "zeroPadN", Params: values(2), Eval: func(c *Call) (value.Value, error) {
			n := c.Value(0)
			s, err := zeroPadded(n, c.Value(1))
			if err != nil {
				return value.Value{}, err
			}
			return c.Universe.String(s), nil
		}},
	}},
}

// outcome is the record that the operators on files give.
func outcome(c *Call, exit int32, stdout, stderr string) (value.Value, error) {
	return c.Universe.MakeRecord([]string{"exitValue", "stdout", "stderr"},
		[]value.Value{value.MakeInt(exit), c.Universe.String(stdout), c.Universe.String(stderr)})
}

// options are what the options record of Serialize and Deserialize says.
type options struct {
	format, charset string
	open            map[string]bool
}

func readOptions(c *Call, op string, i int, v value.Value) (o options, err error) {
	if v.Kind() != value.Function {
		return o, wrongArg(op, i, "record", v)
	}
	get := func(name string) string {
		if err != nil {
			return ""
		}
		var f value.Value
		if f, err = field(c, v, name); err != nil {
			return ""
		}
		s, isText := f.AsString()
		if !isText {
			err = wrongArg(op, i, "record of options whose "+name+" is a string", v)
		}
		return s
	}
	o.format, o.charset = get("format"), get("charset")
	if err != nil {
		return o, err
	}
	switch strings.ToUpper(o.charset) {
	case "UTF-8", "UTF8", "US-ASCII", "ASCII":
	default:
		return o, errorf(op, "IOUtils!%s with the charset %s is not supported: only UTF-8 is", op, c.Universe.String(o.charset))
	}
	if o.format != "TXT" && (o.format != "NDJSON" || op != "Serialize") {
		return o, errorf(op, "IOUtils!%s with the format %s is not supported", op, c.Universe.String(o.format))
	}
	if op != "Serialize" {
		return o, nil
	}
	open, err := field(c, v, "openOptions")
	if err != nil {
		return o, err
	}
	list, err := sequence(op, i, open)
	if err != nil {
		return o, err
	}
	o.open = map[string]bool{}
	for _, x := range list {
		s, err := text(op, i, x)
		if err != nil {
			return o, err
		}
		o.open[s] = true
	}
	return o, nil
}

// serialize writes a text, or the values of a sequence as lines of JSON. That the file could not be
// written is not an error but a field of the answer.
func serialize(c *Call, v, dest, opts value.Value) (value.Value, error) {
	o, err := readOptions(c, "Serialize", 2, opts)
	if err != nil {
		return value.Value{}, err
	}
	name, err := text("Serialize", 1, dest)
	if err != nil {
		return value.Value{}, err
	}
	if o.format == "NDJSON" {
		lines, err := jsonLines("Serialize", 0, v)
		if err != nil {
			return value.Value{}, err
		}
		return written("Serialize", name, o.write(c.Host, name, lines))
	}
	s, err := text("Serialize", 0, v)
	if err != nil {
		return value.Value{}, err
	}
	if err := o.write(c.Host, name, s); err != nil {
		return outcome(c, 1, "", "Serialize error writing to the file: "+err.Error())
	}
	return outcome(c, 0, "Finish writing to the file with success!", "")
}

// write does what the open options, which are Java's, ask for.
func (o options) write(h Host, name, data string) error {
	old, err := h.ReadFile(name)
	missing := errors.Is(err, fs.ErrNotExist)
	switch {
	case err != nil && !missing:
		return err
	case missing && !o.open["CREATE"] && !o.open["CREATE_NEW"]:
		return fmt.Errorf("there is no file %s", name)
	case !missing && o.open["CREATE_NEW"]:
		return fmt.Errorf("the file %s exists already", name)
	case o.open["APPEND"]:
		return h.WriteFile(name, []byte(data), true)
	case !o.open["TRUNCATE_EXISTING"] && len(old) > len(data):
		data += string(old[len(data):])
	}
	return h.WriteFile(name, []byte(data), false)
}

func deserialize(c *Call) (value.Value, error) {
	src := c.Value(0)
	if _, err := readOptions(c, "Deserialize", 1, c.Value(1)); err != nil {
		return value.Value{}, err
	}
	name, err := text("Deserialize", 0, src)
	if err != nil {
		return value.Value{}, err
	}
	data, err := c.Host.ReadFile(name)
	if err != nil {
		return outcome(c, 1, "", "Deserialize error reading from the file: "+err.Error())
	}
	return outcome(c, 0, string(data), "")
}

func environment(c *Call) (value.Value, error) {
	var names []string
	var texts []value.Value
	seen := map[string]bool{}
	for _, entry := range c.Host.Env() {
		name, text, ok := strings.Cut(entry, "=")
		if ok && name != "" && !seen[name] {
			seen[name] = true
			names, texts = append(names, name), append(texts, c.Universe.String(text))
		}
	}
	if len(names) == 0 {
		return value.EmptyTuple, nil
	}
	return c.Universe.MakeRecord(names, texts)
}

func atoi(s value.Value) (value.Value, error) {
	t, isText := s.AsString()
	n, err := strconv.ParseInt(t, 10, 32)
	if !isText || err != nil {
		return value.Value{}, wrongOnly("atoi", "string", s)
	}
	return value.MakeInt(int32(n)), nil
}

// zeroPadded is a number with zeros before it up to a width.
func zeroPadded(n, width value.Value) (string, error) {
	w, err := integer("zeroPadN", 1, "natural number", width)
	if err != nil {
		return "", err
	}
	s := n.String()
	return strings.Repeat("0", max(0, min(w, value.MaxSetSize)-len(s))) + s, nil
}
