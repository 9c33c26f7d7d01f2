package syntax

import (
	"fmt"
	"sort"
	"strings"

	"github.com/synod-go/synod/internal/quote"
)

// An Error is something wrong in a source text.
type Error struct {
	Span
	Msg string
}

func (e *Error) Error() string { return e.Span.String() + ": " + CutMessage(e.Msg) }

// CutMessage keeps the beginning of a very long message: a name or a number of the text can be of any length.
func CutMessage(msg string) string { return quote.Cut(msg, 4000) }

// Show is the error for people: the place, the message, the source line, and a mark under the place.
func (e *Error) Show() string {
	line := ""
	if e.File != nil {
		line = sourceLine(e.File.Src, int(e.Start.Line))
	}
	if line == "" {
		return e.Error()
	}
	width := 1
	if e.End.Line == e.Start.Line && e.End.Col > e.Start.Col {
		width = int(e.End.Col - e.Start.Col)
	} else if e.End.Line > e.Start.Line {
		width = max(1, len([]rune(line))-int(e.Start.Col)+1)
	}
	from := int(e.Start.Col) - 1
	line, from, width = cutLine(line, from, width)
	return fmt.Sprintf("%s\n  %s\n  %s%s", e.Error(), line, strings.Repeat(" ", from), strings.Repeat("^", width))
}

// cutLine keeps what is near the mark of a very long line.
func cutLine(line string, from, width int) (string, int, int) {
	const most = 160
	r := []rune(line)
	if len(r) <= most {
		return line, from, min(width, most)
	}
	start := max(0, from-most/2)
	end := min(len(r), start+most)
	start = min(start, len(r))
	return string(r[start:end]), from - start, max(1, min(width, end-from))
}

// sourceLine is one line of a text with its tabs written out, so that columns are places.
func sourceLine(src string, n int) string {
	for ; n > 1; n-- {
		i := strings.IndexByte(src, '\n')
		if i < 0 {
			return ""
		}
		src = src[i+1:]
	}
	if i := strings.IndexByte(src, '\n'); i >= 0 {
		src = src[:i]
	}
	var b strings.Builder
	col := 0
	for _, r := range strings.TrimRight(src, "\r") {
		switch {
		case r == '\t':
			n := tabWidth - col%tabWidth
			b.WriteString(strings.Repeat(" ", n))
			col += n
		case r < ' ' || r == 0x7f || r == 0xfffd:
			b.WriteByte('?')
			col++
		default:
			b.WriteRune(r)
			col++
		}
	}
	return b.String()
}

// An ErrorList is several errors, in the order of the text.
type ErrorList []*Error

func (l ErrorList) Error() string {
	if len(l) == 1 {
		return l[0].Error()
	}
	return fmt.Sprintf("%s (and %d more errors)", l[0].Error(), len(l)-1)
}

// Show shows all of them.
func (l ErrorList) Show() string {
	var parts []string
	for _, e := range l {
		parts = append(parts, e.Show())
	}
	return strings.Join(parts, "\n")
}

// Sort puts the errors of each file in the order of the text.
func (l ErrorList) Sort() {
	sort.SliceStable(l, func(i, j int) bool {
		if l[i].File != l[j].File {
			return false
		}
		return l[i].Start.Before(l[j].Start)
	})
}
