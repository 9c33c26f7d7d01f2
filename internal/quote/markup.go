package quote

import (
	"fmt"
	"html"
	"strings"
)

// HTML returns s as text in an element of HTML, or in a quoted attribute.
func HTML(s string) string { return html.EscapeString(Terminal(s)) }

// SVG returns s as text in an element of SVG, or in a quoted attribute. XML cannot hold most control
// characters at all.
func SVG(s string) string { return HTML(s) }

// Markdown returns s as text of Markdown on one line, with nothing in it that means more.
func Markdown(s string) string {
	var b strings.Builder
	for _, r := range Line(oneSpace(s)) {
		if strings.ContainsRune("\\`*_{}[]<>#|~&@!", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// MarkdownCode returns s as code in a cell of a table of Markdown, where a | must be escaped even in code.
func MarkdownCode(s string) string {
	s = strings.ReplaceAll(Line(oneSpace(s)), "|", `\|`)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 || strings.HasPrefix(s, " ") || s == "" {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

// MarkdownBlock returns the lines of text as a block of code of Markdown, whose fence does not stand in it.
func MarkdownBlock(kind, text string) string {
	text = Terminal(text)
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + kind + "\n" + text + fence + "\n"
}

// Mermaid returns s as text in a line of a Mermaid diagram: what means something there, or to the HTML
// that it becomes, is written as a character code.
func Mermaid(s string) string {
	var b strings.Builder
	for _, r := range Line(oneSpace(s)) {
		if strings.ContainsRune("#;<>&%\\`$", r) {
			fmt.Fprintf(&b, "#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	if b.Len() == 0 {
		return "#32;"
	}
	return b.String()
}

// oneSpace puts lines and tabs onto one line.
func oneSpace(s string) string {
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\t", " ").Replace(s)
}
