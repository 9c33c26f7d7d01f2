package library

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"github.com/synod-go/synod/tla/value"
)

var csvModule = []module{
	{name: "CSV", ops: []Op{
		{Name: "CSVWrite", Params: values(3), Impure: true, Eval: csvWrite},
		{Name: "CSVWriteRecord", Params: values(4), Impure: true, Eval: csvWriteRecord},
		{Name: "CSVRead", Params: values(3), Impure: true, Eval: csvRead},
		{Name: "CSVRecords", Params: values(1), Impure: true, Eval: csvRecords},
	}},
}

// csvWrite adds a line to a file: the template with %1$s, %2$s, … or %s, %s, … filled in.
func csvWrite(c *Call) (value.Value, error) {
	template, err := text("CSVWrite", 0, c.Value(0))
	if err != nil {
		return value.Value{}, err
	}
	v := c.Value(1)
	list, err := onlySequence("CSVWrite", v)
	if err != nil {
		return value.Value{}, err
	}
	name, err := text("CSVWrite", 2, c.Value(2))
	if err != nil {
		return value.Value{}, err
	}
	line, ok := fill(template, list)
	if !ok {
		return value.Value{}, errorf("CSVWrite", "CSV!CSVWrite with the template %s is not supported: only %%s, %%1$s, … and %%%% are, for the elements of\n%s", value.Quote(template), v)
	}
	return written("CSVWrite", name, c.Host.WriteFile(name, []byte(line+"\n"), true))
}

// fill puts values into a template; false if it asks for anything else or for more than there is.
func fill(template string, list []value.Value) (string, bool) {
	var b strings.Builder
	next := 0
	for template != "" {
		before, after, found := strings.Cut(template, "%")
		b.WriteString(before)
		if !found {
			break
		}
		if rest, ok := strings.CutPrefix(after, "%"); ok {
			b.WriteByte('%')
			template = rest
			continue
		}
		at, rest, ok := strings.Cut(after, "s")
		if !ok {
			return "", false
		}
		i := next
		if at == "" {
			next++
		} else {
			digits, ok := strings.CutSuffix(at, "$")
			n, err := strconv.Atoi(digits)
			if !ok || err != nil {
				return "", false
			}
			i = n - 1
		}
		if i < 0 || i >= len(list) {
			return "", false
		}
		b.WriteString(list[i].String())
		template = rest
	}
	return b.String(), true
}

// csvWriteRecord adds the values of a record, in the order of its fields, and before them the names of the
// fields if headers are wanted.
func csvWriteRecord(c *Call) (value.Value, error) {
	v := c.Value(0)
	r, err := value.Normalize(v)
	if err != nil {
		return value.Value{}, err
	}
	n, ok := r.Len()
	if !r.IsRecord() || !ok {
		return value.Value{}, wrongOnly("CSVWriteRecord", "record", v)
	}
	delim, err := text("CSVWriteRecord", 1, c.Value(1))
	if err != nil {
		return value.Value{}, err
	}
	headers, isBool := c.Value(2).AsBool()
	if !isBool {
		return value.Value{}, wrongArg("CSVWriteRecord", 2, "boolean", c.Value(2))
	}
	name, err := text("CSVWriteRecord", 3, c.Value(3))
	if err != nil {
		return value.Value{}, err
	}
	var names, texts []string
	for i := range n {
		key, _ := r.KeyAt(i).AsString()
		names, texts = append(names, key), append(texts, r.At(i).String())
	}
	lines := strings.Join(texts, delim) + "\n"
	if headers {
		lines = strings.Join(names, delim) + "\n" + lines
	}
	return written("CSVWriteRecord", name, c.Host.WriteFile(name, []byte(lines), true))
}

// csvLines are the lines of a file; one that does not exist has none.
func csvLines(c *Call, op, name string) ([]string, error) {
	data, err := c.Host.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fileError(op, name, err)
	}
	all := strings.TrimSuffix(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	if all == "" && len(data) == 0 {
		return nil, nil
	}
	return strings.Split(all, "\n"), nil
}

// csvRead is the sequence of the lines as records of strings.
func csvRead(c *Call) (value.Value, error) {
	columns, err := onlySequence("CSVRead", c.Value(0))
	if err != nil {
		return value.Value{}, err
	}
	names := make([]string, len(columns))
	for i, x := range columns {
		if names[i], err = text("CSVRead", 0, x); err != nil {
			return value.Value{}, err
		}
	}
	delim, err := text("CSVRead", 1, c.Value(1))
	if err != nil {
		return value.Value{}, err
	}
	name, err := text("CSVRead", 2, c.Value(2))
	if err != nil {
		return value.Value{}, err
	}
	lines, err := csvLines(c, "CSVRead", name)
	if err != nil {
		return value.Value{}, err
	}
	records := make([]value.Value, len(lines))
	for i, line := range lines {
		fields := strings.Split(line, delim)
		if len(fields) != len(names) {
			return value.Value{}, errorf("CSVRead", "CSVRead of the file %s: the number of fields in line %d is %d and not %d", value.Quote(name), i+1, len(fields), len(names))
		}
		texts := make([]value.Value, len(fields))
		for j, f := range fields {
			texts[j] = c.Universe.String(f)
		}
		if records[i], err = c.Universe.MakeRecord(names, texts); err != nil {
			return value.Value{}, err
		}
	}
	return value.Tuple(records...), nil
}

func csvRecords(c *Call) (value.Value, error) {
	name, err := text("CSVRecords", 0, c.Value(0))
	if err != nil {
		return value.Value{}, err
	}
	lines, err := csvLines(c, "CSVRecords", name)
	return value.MakeInt(int32(len(lines))), err
}
