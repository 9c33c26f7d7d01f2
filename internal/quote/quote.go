// Package quote puts foreign text into the languages that Synod writes: the text of a trace file, of a
// log, of a spec, of a protocol, of another tool. Such text may hold anything, and may have been made
// to do harm. There is one function for each language, and nothing foreign is written without it:
//
//	GoString, GoComment     the source of a Go program
//	Shell, Path             a command that is printed to be copied
//	HTML, SVG               markup, in an element and in a quoted attribute
//	Markdown, MarkdownCode, MarkdownBlock, Mermaid
//	Graphviz                a string in the language of dot
//	JSON                    a JSON text
//	Workflow, WorkflowProperty
//	                        a workflow command of GitHub Actions
//	Terminal, Line, Writer  what people see on a terminal or in a log
//
// In all of them a rune that is not seen, or that changes how others are seen, is written as Go writes
// it in a string: \x1b, \u202e. Such are control characters, which a terminal obeys; marks that turn the
// direction of the text around; and what has no width.
package quote

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hidden reports whether a rune is not seen as itself: it does not print (controls, marks of direction
// and other formats, private use, spaces but the common one), or is ignored where it stands (fillers,
// selectors of variants).
func Hidden(r rune) bool {
	if ' ' <= r && r < 0x7f {
		return false
	}
	return !unicode.IsPrint(r) || unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// shown returns s with hidden runes, and bytes that are not UTF-8, in the words of spell; those in keep
// stay as they are.
func shown(s, keep string, spell func(r rune, size int, text string) string) string {
	var b strings.Builder
	done := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if broken := r == utf8.RuneError && size == 1; broken || Hidden(r) && !strings.ContainsRune(keep, r) {
			b.WriteString(s[done:i])
			b.WriteString(spell(r, size, s[i:i+size]))
			done = i + size
		}
		i += size
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// escape spells a rune as Go does.
func escape(r rune, size int, text string) string {
	switch {
	case r == utf8.RuneError && size == 1:
		return fmt.Sprintf(`\x%02x`, text[0])
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// Line returns s for a line of a terminal or a log: it stays on that line.
func Line(s string) string { return shown(s, "", escape) }

// Cut returns the beginning of a long text, at most so many bytes of it and a mark.
func Cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// Terminal returns s for a terminal or a log, with its lines and tabs.
func Terminal(s string) string {
	return shown(strings.ReplaceAll(s, "\r\n", "\n"), "\n\t", escape)
}
