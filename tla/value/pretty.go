package value

import "strings"

// Pretty is v as TLC's Print and its traces show it: on one line if it has no more than width
// characters, otherwise its parts on lines of their own, and so on inside. TLC's width is 80.
func Pretty(v Value, width int) string {
	var p pretty
	p.value(block{v: v}, width, 0, "")
	return p.String()
}

type pretty struct{ strings.Builder }

// A block is a part of a value and its text on one line: a value, or only a text.
type block struct {
	v    Value
	text string
}

func (b *block) line() string {
	if b.text == "" {
		b.text = b.v.String()
	}
	return b.text
}

// value writes b into columns of the given width, leaving room for trailer more characters on the last
// line. Lines after the first begin with left.
func (p *pretty) value(b block, width, trailer int, left string) {
	v := b.v
	if v.IsSymbolic() {
		if l, err := list(v); err == nil && strings.HasPrefix(b.line(), "{") {
			v = l
		}
	}
	if len(b.line()) <= width-trailer {
		p.WriteString(b.line())
		return
	}
	switch v = v.flat(); v.tag {
	case tagSet:
		p.parts(v.o.elems, width-2, trailer+2, left, "{ ", " }")
	case tagTuple:
		p.parts(v.o.elems, width-3, trailer+3, left, "<< ", " >>")
	case tagRecord:
		p.pairs(v, width-2, trailer+2, left+"  ", [4]string{"[ ", " ]", ",", " |->"})
	case tagFunc:
		p.pairs(v, width-2, trailer+2, left+"  ", [4]string{"( ", " )", " @@", " :>"})
	default:
		p.WriteString(b.line())
	}
}

// parts writes the members of a set or sequence, one below the other.
func (p *pretty) parts(vs []Value, width, trailer int, left, open, end string) {
	left += strings.Repeat(" ", len(open))
	p.WriteString(open)
	for i, v := range vs {
		if i == len(vs)-1 {
			p.value(block{v: v}, width, trailer, left)
			break
		}
		p.value(block{v: v}, width, 1, left)
		p.WriteString(",\n" + left)
	}
	p.WriteString(end)
}

// pairs writes the pairs of a record or function; signs are what opens, closes, separates and divides.
func (p *pretty) pairs(f Value, width, trailer int, left string, signs [4]string) {
	open, end, sep, div := signs[0], signs[1], signs[2], signs[3]
	p.WriteString(open)
	for i, e := range f.o.elems {
		key, value := block{v: f.KeyAt(i)}, block{v: e}
		if f.tag == tagRecord {
			key.text = key.v.sym().text
		}
		last := i == len(f.o.elems)-1
		room := len(sep) // what must stay free behind the value
		if last {
			room = trailer
		}
		switch n := len(key.line()) + len(div); {
		case n+1+len(value.line()) <= width-room:
			p.WriteString(key.line() + div + " " + value.line())
		default:
			if n <= width {
				p.WriteString(key.line() + div)
			} else {
				p.value(key, width, trailer+len(div), left)
				p.WriteString(div)
			}
			p.WriteString("\n" + left + "    ")
			p.value(value, width-4, room, left+"    ")
		}
		if !last {
			p.WriteString(sep + "\n" + left)
		}
	}
	p.WriteString(end)
}
