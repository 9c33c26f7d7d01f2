package quote

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// GoString returns s as a string literal of Go, as a person would write it: between backquotes where
// quotes and backslashes stand in it, if it can be.
func GoString(s string) string {
	if strings.ContainsAny(s, "\"\\") && strconv.CanBackquote(s) && Line(s) == s {
		return "`" + s + "`"
	}
	return Quoted(s)
}

// Quoted returns s between quotes, as a string literal of Go.
func Quoted(s string) string { return Line(strconv.Quote(s)) }

// GoComment returns s as lines of a comment of Go, each with its end, and broken between words before
// it has more than width columns. It is no directive, for a space follows the slashes.
func GoComment(s string, width int) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		at := 0
		for _, word := range strings.Fields(line) {
			word = Line(word)
			n := utf8.RuneCountInString(word)
			if at > 0 && at+1+n > width {
				b.WriteString("\n")
				at = 0
			}
			if at == 0 {
				b.WriteString("//")
				at = 2
			}
			b.WriteString(" " + word)
			at += 1 + n
		}
		if at == 0 {
			b.WriteString("//")
		}
		b.WriteString("\n")
	}
	return b.String()
}

var plainWord = regexp.MustCompile(`^[\w./:=@%+,-]+$`)

// Shell returns s as one word of a shell's command. What is hidden is spelled between $' and ', which
// bash, zsh, ksh and POSIX of 2024 read.
func Shell(s string) string {
	switch {
	case plainWord.MatchString(s):
		return s
	case Line(s) == s:
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	quoted := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s)
	return "$'" + shown(quoted, "", func(_ rune, _ int, text string) string {
		var b strings.Builder
		for i := range len(text) {
			fmt.Fprintf(&b, `\%03o`, text[i])
		}
		return b.String()
	}) + "'"
}

// Path returns the name of a file as one word of a shell's command that is no flag, whatever it begins
// with.
func Path(name string) string {
	if strings.HasPrefix(name, "-") {
		name = "./" + name
	}
	return Shell(name)
}

// JSON returns a JSON text in which hidden runes are escaped. Outside of strings it has none but the
// spaces of its layout.
func JSON(text []byte) []byte {
	if plain(text) {
		return text
	}
	return []byte(shown(string(text), "\n\r\t", func(r rune, _ int, _ string) string {
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			return fmt.Sprintf(`\u%04x\u%04x`, high, low)
		}
		return fmt.Sprintf(`\u%04x`, r)
	}))
}

// Graphviz returns s as a string of the language of dot, of several lines if it has them.
func Graphviz(s string) string {
	s = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(strings.ReplaceAll(s, "\r\n", "\n"))
	s = shown(s, "\n", func(r rune, size int, text string) string { return `\` + escape(r, size, text) })
	return `"` + strings.ReplaceAll(s, "\n", `\n`) + `"`
}

// Workflow returns s as the message of a workflow command of GitHub Actions, with its lines. A line
// that it would begin could else be a command of its own.
func Workflow(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(Terminal(s))
}

// WorkflowProperty returns s as the value of a property of a workflow command, on one line.
func WorkflowProperty(s string) string {
	return strings.NewReplacer("%", "%25", ":", "%3A", ",", "%2C").Replace(Line(s))
}
