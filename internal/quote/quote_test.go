package quote_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/quote"
)

// hostile is text that would do something in one of the languages, or to a terminal.
var hostile = []string{
	"", " ", "plain", "two words", "-rf", "--", "it's", `"`, "`", "```", `\`, `\n`, "a\nb", "a\r\nb", "a\rb", "\t", "$(reboot)", "`reboot`", "a;b", "a'$(b)'",
	"*/ func init() {} /*", "\nfunc init() { panic(1) }\n// x", "//go:build ignore", "+build ignore", "\n//go:embed /etc/passwd\n", "// line x.go:1",
	"</script><script>alert(1)</script>", "<!--", "]]>", "&lt;", `" onload="x`, "<img src=x>", "| a | b |", "[x](javascript:y)", "a|`b", "@everyone", "#1; end",
	"\x1b[31mred\x1b]0;title\x07", "\x07", "\x7f", "\u0085", "\u009b31m", "\u202eevil\u202c", "\u2066x\u2069", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u061c",
	"\ufe0f", "\U000e0041", "\U000e0101", "\u3164", "\u115f", "\u2028", "\ue000", "\xff", "a\xc3", "\xed\xa0\x80", "\ufffd", "サーバ", "é", "😀", "\x00",
}

// seen asserts that nothing hidden is left in what was written.
func seen(t *testing.T, text string, but string) {
	t.Helper()
	require.True(t, utf8.ValidString(text), "%q", text)
	for _, r := range text {
		require.False(t, quote.Hidden(r) && !strings.ContainsRune(but, r), "%q has %q", text, r)
	}
}

func check(t *testing.T, s string) {
	seen(t, quote.Line(s), "")
	seen(t, quote.Terminal(s), "\n\t")
	require.Equal(t, quote.Line(s), quote.Line(quote.Line(s)))

	for _, literal := range []string{quote.GoString(s), quote.Quoted(s)} {
		seen(t, literal, "")
		back, err := strconv.Unquote(literal)
		require.NoError(t, err, literal)
		require.Equal(t, s, back)
	}

	source := "package p\n\n" + quote.GoComment(s, 40) + "func only() {}\n"
	seen(t, source, "\n")
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.ParseComments)
	require.NoError(t, err, source)
	require.Len(t, file.Decls, 1, source)
	for _, group := range file.Comments {
		for _, c := range group.List {
			require.True(t, c.Text == "//" || strings.HasPrefix(c.Text, "// "), "%q could be a directive", c.Text)
		}
	}
	formatted, err := format.Source([]byte(source))
	require.NoError(t, err)
	require.Contains(t, string(formatted), "func only()")

	for _, markup := range []string{quote.HTML(s), quote.SVG(s)} {
		seen(t, markup, "\n\t")
		require.NotContains(t, markup, "<")
		require.NotContains(t, markup, `"`)
		d := xml.NewDecoder(strings.NewReader(`<a b="` + markup + `">` + markup + `</a>`))
		text := ""
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			require.NoError(t, err, markup)
			if c, ok := token.(xml.CharData); ok {
				text += string(c)
			}
		}
		require.Equal(t, quote.Terminal(s), text)
	}

	for _, line := range []string{quote.Markdown(s), quote.MarkdownCode(s), quote.Mermaid(s)} {
		seen(t, line, "")
	}
	require.NotContains(t, strings.NewReplacer(`\<`, "", `\\`, "").Replace(quote.Markdown(s)), "<")
	require.NotContains(t, strings.ReplaceAll(quote.MarkdownCode(s), `\|`, ""), "|")
	require.NotContains(t, quote.Mermaid(s), "<")
	block := quote.MarkdownBlock("text", s+"\n")
	fence, inner, _ := strings.Cut(block, "text\n")
	require.Equal(t, 1, strings.Count(inner, fence), "%q ends its block early", block)

	dot := quote.Graphviz(s)
	seen(t, dot, "")
	require.Equal(t, 2, strings.Count(strings.NewReplacer(`\\`, "", `\"`, "").Replace(dot), `"`), dot)

	for text, escaped := range map[string]string{quote.Terminal(s): quote.Workflow(s), quote.Line(s): quote.WorkflowProperty(s)} {
		seen(t, escaped, "\t")
		back := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(escaped)
		require.Equal(t, text, back)
	}
	require.NotContains(t, quote.WorkflowProperty(s), ":")
	require.NotContains(t, quote.WorkflowProperty(s), ",")

	data, err := json.Marshal(s)
	require.NoError(t, err)
	seen(t, string(quote.JSON(data)), "")
	var was, is string
	require.NoError(t, json.Unmarshal(data, &was))
	require.NoError(t, json.Unmarshal(quote.JSON(data), &is))
	require.Equal(t, was, is)

	for _, word := range []string{quote.Shell(s), quote.Path(s)} {
		seen(t, word, "")
	}
	require.False(t, strings.HasPrefix(strings.Trim(quote.Path(s), "$'"), "-"), "%q is a flag", quote.Path(s))

	for _, cut := range []int{0, 1, 2, 3, len(s) / 2, len(s)} {
		var b bytes.Buffer
		w := quote.NewWriter(&b)
		for _, part := range []string{s[:min(cut, len(s))], s[min(cut, len(s)):], "."} {
			n, err := io.WriteString(w, part)
			require.NoError(t, err)
			require.Equal(t, len(part), n)
		}
		seen(t, b.String(), "\n\t")
	}
}

func TestHostileText(t *testing.T) {
	for _, s := range hostile {
		check(t, s)
		for _, other := range hostile {
			check(t, s+other)
		}
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(check)
}

// What is hidden is spelled, and what is not stays as it is.
func TestLine(t *testing.T) {
	for s, want := range map[string]string{
		"a\x1b[31mb":   `a\x1b[31mb`,
		"a\nb\tc\r":    `a\nb\tc\r`,
		"\u202ex":      `\u202ex`,
		"\U000e0041":   `\U000e0041`,
		"\u009b":       `\u009b`,
		"x\xff":        `x\xff`,
		"サーバ é 😀 → ✕":  "サーバ é 😀 → ✕",
		"zero\u200bwd": `zero\u200bwd`,
	} {
		require.Equal(t, want, quote.Line(s))
	}
	require.Equal(t, "a\n\tb\\r", quote.Terminal("a\r\n\tb\r"))
}

// A character that comes in two writes is one.
func TestWriterJoinsCharacters(t *testing.T) {
	const text = "→ サーバ 😀 \u202e\n"
	var b bytes.Buffer
	w := quote.NewWriter(&b)
	for i := range len(text) {
		_, err := w.Write([]byte{text[i]})
		require.NoError(t, err)
	}
	require.Equal(t, "→ サーバ 😀 \\u202e\n", b.String())
	require.Same(t, &b, quote.Raw(w))
	require.Same(t, &b, quote.Raw(&b))
}

// A shell reads a word as what it was made of.
func TestShellReadsIt(t *testing.T) {
	sh, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	for _, s := range hostile {
		if strings.Contains(s, "\x00") {
			continue // no argument can hold it
		}
		for _, word := range []string{quote.Shell(s), quote.Path(s)} {
			out, err := exec.Command(sh, "-c", "printf -- '%s.' "+word).Output()
			require.NoError(t, err, word)
			require.Equal(t, s+".", strings.TrimPrefix(string(out), "./"))
		}
	}
	require.Equal(t, "./-x", quote.Path("-x"))
	require.Equal(t, "'./-x y'", quote.Path("-x y"))
	require.Equal(t, "-x", quote.Shell("-x"))
}
