package value

import (
	"strconv"
	"strings"
)

// String is v as TLC prints it on one line.
func (v Value) String() string {
	var p printer
	p.value(v)
	return p.b.String()
}

// A printer writes values. With a limit it stops soon after that many bytes.
type printer struct {
	b     strings.Builder
	limit int
}

func (p *printer) full() bool { return p.limit > 0 && p.b.Len() > p.limit }

func (p *printer) text(s string) { p.b.WriteString(s) }

func (p *printer) list(vs []Value, sep string) {
	for i, v := range vs {
		if p.full() {
			return
		}
		if i > 0 {
			p.text(sep)
		}
		p.value(v)
	}
}

func (p *printer) infix(a Value, op string, b Value) {
	p.text("(")
	p.value(a)
	p.text(op)
	p.value(b)
	p.text(")")
}

// smallEnough is how many members a symbolic set may have to be printed by its members, as TLC does.
const smallEnough = 2000

func (p *printer) value(v Value) {
	if p.full() {
		return
	}
	switch v.tag {
	case tagNone:
		p.text("undefined")
	case tagBool:
		if v.n != 0 {
			p.text("TRUE")
		} else {
			p.text("FALSE")
		}
	case tagInt:
		p.text(strconv.Itoa(int(v.n)))
	case tagString:
		p.text(Quote(v.sym().text))
	case tagModel:
		p.text(v.sym().text)
	case tagSet, tagGrown:
		v = v.flat()
		p.text("{")
		p.list(v.o.elems, ", ")
		p.text("}")
	case tagInterval:
		lo, hi := v.bounds()
		p.text(strconv.Itoa(int(lo)) + ".." + strconv.Itoa(int(hi)))
	case tagLazySet:
		p.lazySet(v)
	case tagTuple:
		p.text("<<")
		p.list(v.o.elems, ", ")
		p.text(">>")
	case tagRecord:
		p.record(v)
	case tagFunc:
		p.function(v)
	case tagLambda:
		if l, err := list(v); err == nil {
			p.value(l)
			return
		}
		p.text("[x \\in ")
		p.value(v.lambda().dom)
		p.text(" |-> <expression>]")
	}
}

// lazySet prints a symbolic set by its members if they are few and quickly found.
func (p *printer) lazySet(v Value) {
	d := v.description()
	if fin, err := d.finite(); err == nil && fin {
		if atMost(v) < smallEnough {
			if l, err := list(v); err == nil {
				p.value(l)
				return
			}
		}
	}
	d.print(p)
}

func (p *printer) record(v Value) {
	p.text("[")
	for i, e := range v.o.elems {
		if i > 0 {
			p.text(", ")
		}
		p.text(v.o.dom.at(i).sym().text)
		p.text(" |-> ")
		p.value(e)
		if p.full() {
			return
		}
	}
	p.text("]")
}

func (p *printer) function(v Value) {
	p.text("(")
	for i, e := range v.o.elems {
		if i > 0 {
			p.text(" @@ ")
		}
		p.value(v.o.dom.at(i))
		p.text(" :> ")
		p.value(e)
		if p.full() {
			return
		}
	}
	p.text(")")
}

// Quote is s as a TLA+ string literal.
func Quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case '\n':
			b.WriteString(`\n`)
		case '\t':
			b.WriteString(`\t`)
		case '\f':
			b.WriteString(`\f`)
		case '\r':
			b.WriteString(`\r`)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
