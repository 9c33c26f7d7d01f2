package syntax

import "fmt"

// A File is one source text. All spans of its nodes point to it.
type File struct {
	Name string // as shown in errors, usually a path
	Src  string
}

// A Pos is a place in a file. Line and Col count from 1. A column is a character, and a tab goes on to the
// next multiple of 8, as in SANY, because the meaning of a junction list depends on columns.
// The zero Pos is unknown.
type Pos struct {
	Line, Col int32
}

// Before reports whether p stands before q in the text.
func (p Pos) Before(q Pos) bool { return p.Line < q.Line || p.Line == q.Line && p.Col < q.Col }

func (p Pos) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Col) }

// A Span is a stretch of a file: from the first character at Start up to, not including, End.
type Span struct {
	File       *File
	Start, End Pos
}

// GetSpan returns the span itself; every node has it by embedding.
func (s Span) GetSpan() Span { return s }

// String is the place for people: file:line:col of the start.
func (s Span) String() string {
	if s.File == nil {
		return s.Start.String()
	}
	return fmt.Sprintf("%s:%d:%d", s.File.Name, s.Start.Line, s.Start.Col)
}

// Text is the source text of the span.
func (s Span) Text() string {
	if s.File == nil {
		return ""
	}
	from, to := offsetOf(s.File.Src, s.Start), offsetOf(s.File.Src, s.End)
	if from > to {
		return ""
	}
	return s.File.Src[from:to]
}

// To returns the span from the start of s to the end of t.
func (s Span) To(t Span) Span { return Span{s.File, s.Start, t.End} }

// tabWidth is how far tabs reach.
const tabWidth = 8

// offsetOf finds the byte offset of a position.
func offsetOf(src string, p Pos) int {
	line, col := int32(1), int32(1)
	for i, r := range src {
		if line > p.Line || line == p.Line && col >= p.Col {
			return i
		}
		switch r {
		case '\n':
			if line == p.Line {
				return i
			}
			line, col = line+1, 1
		case '\t':
			col += tabWidth - (col-1)%tabWidth
		default:
			col++
		}
	}
	return len(src)
}
