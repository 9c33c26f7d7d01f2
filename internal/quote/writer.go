package quote

import (
	"io"
	"unicode/utf8"
)

// Writer passes on what is written to it as Terminal does. A character may come in two writes. It is
// for one goroutine at a time, as what it writes to is.
type Writer struct {
	to   io.Writer
	rest []byte // the beginning of a character
}

// NewWriter returns a Writer that writes to w.
func NewWriter(w io.Writer) *Writer { return &Writer{to: w} }

// Raw returns what w writes to if it is a Writer, else w. It is for what moves the cursor on purpose,
// and asks whether there is a terminal; nothing foreign is written to it.
func Raw(w io.Writer) io.Writer {
	if q, ok := w.(*Writer); ok {
		return q.to
	}
	return w
}

// Write writes p.
func (w *Writer) Write(p []byte) (int, error) {
	if len(w.rest) == 0 && plain(p) {
		return w.to.Write(p)
	}
	text := append(w.rest, p...)
	end := len(text)
	for i := 1; i < utf8.UTFMax && i <= len(text); i++ {
		if last := text[len(text)-i:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				end -= i
			}
			break
		}
	}
	w.rest = append([]byte(nil), text[end:]...)
	if _, err := io.WriteString(w.to, Terminal(string(text[:end]))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// plain reports whether p is of printing ASCII characters, lines and tabs.
func plain(p []byte) bool {
	for _, c := range p {
		if (c < ' ' || c >= 0x7f) && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}
