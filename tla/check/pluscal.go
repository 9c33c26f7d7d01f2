package check

import (
	"fmt"
	"hash/crc32"
	"regexp"
	"slices"
	"strings"

	"github.com/synod-go/synod/tla/syntax"
)

// Whether the translation of a PlusCal algorithm is still that of the algorithm. The translator writes checksums of both behind BEGIN
// TRANSLATION. That of the translation is one of its text. That of the algorithm is one of the translator's own form of it, which is not
// made here: instead the expressions, the variables that are assigned and the labels of the algorithm are looked for in the translation,
// where the translator puts them as they are.

var (
	beginTranslation = regexp.MustCompile(`(?m)^.*BEGIN TRANSLATION.*$`)
	endTranslation   = regexp.MustCompile(`(?m)^.*END TRANSLATION`)
	checksums        = regexp.MustCompile(`BEGIN TRANSLATION\s+\(\s*(?i:che?c?ksum\(p(?:lus)?cal\))\s*(?:=\s*"([0-9A-Fa-f]*)"|\\in\s*STRING)\s*/\\\s*` +
		`(?i:che?c?ksum\(tla\+?\))\s*(?:=\s*"([0-9A-Fa-f]*)"|\\in\s*STRING)\s*\)`)
)

// stale says why the translation in a module is not that of its algorithm; "" if nothing tells.
func stale(mod *syntax.Module) string {
	if !mod.Algorithm || !mod.Translated {
		return ""
	}
	src := mod.File.Src
	begin := beginTranslation.FindStringIndex(src)
	if begin == nil {
		return ""
	}
	sums := checksums.FindStringSubmatch(src[begin[0]:begin[1]])
	end := endTranslation.FindStringIndex(src[begin[1]:])
	if sums == nil || end == nil {
		return ""
	}
	translation := src[min(begin[1]+1, len(src)) : begin[1]+max(1, end[0])]
	const again = "; translate it again, or take the checksums away if that is meant"
	if sums[2] != "" && checksum(translation) != strings.ToLower(sums[2]) {
		return "the translation of the PlusCal algorithm is not the one that the translator made (its checksum is another): it or the algorithm was changed since" + again
	}
	if sums[1] == "" {
		return ""
	}
	lines := strings.SplitAfter(src, "\n")
	text := strings.Join(lines[mod.AlgorithmAt.Start.Line-1:], "")
	text = text[max(0, strings.Index(text, "--")):] // behind what opens the comment
	if what := pluscal(text).missing(translation); what != "" {
		return fmt.Sprintf("the PlusCal algorithm seems to have been changed after its translation: %s is in the one and not in the other%s", what, again)
	}
	return ""
}

// checksum is the translator's: of the lines, without their ends.
func checksum(text string) string {
	text = strings.NewReplacer("\r", "", "\n", "").Replace(text)
	return fmt.Sprintf("%x", crc32.ChecksumIEEE([]byte(text)))
}

// algorithm is the text of a PlusCal algorithm as words and signs, without comments.
type algorithm []string

var plusWord = regexp.MustCompile(`"[^"\n]*"|\w+|:=|\|\||\S`)

// pluscal reads an algorithm from where it begins, to the end of its comment.
func pluscal(text string) algorithm {
	var out strings.Builder
	for depth := 1; text != "" && depth > 0; {
		switch {
		case strings.HasPrefix(text, "(*"):
			depth++
			text = text[2:]
		case strings.HasPrefix(text, "*)"):
			depth--
			text = text[2:]
		case strings.HasPrefix(text, `\*`):
			_, text, _ = strings.Cut(text, "\n")
		default:
			if depth == 1 {
				out.WriteByte(text[0])
			}
			text = text[1:]
		}
	}
	return plusWord.FindAllString(out.String(), -1)
}

// unadorned takes away what the translator adds to variables: primes, and the process in brackets.
func unadorned(words []string) (out []string) {
	for i := 0; i < len(words); i++ {
		switch {
		case words[i] == "'":
		case i+2 < len(words) && words[i] == "[" && words[i+1] == "self" && words[i+2] == "]":
			i += 2
		default:
			out = append(out, words[i])
		}
	}
	return out
}

// endsExpression are what ends an expression of PlusCal, besides a closing bracket.
var endsExpression = []string{";", "||", ":=", "end", "else", "elsif", "then", "do", "or", "macro", "process", "procedure", "begin", "fair"}

// expression is what stands in front of its end.
func (a algorithm) expression() []string {
	depth := 0
	for i, w := range a {
		switch {
		case slices.Contains([]string{"(", "[", "{"}, w):
			if depth == 0 && w == "{" && i > 0 && a[i-1] == ")" {
				return a[:i] // the block behind a condition
			}
			depth++
		case slices.Contains([]string{")", "]", "}"}, w):
			if depth--; depth < 0 {
				return a[:i]
			}
		case depth == 0 && slices.Contains(endsExpression, w):
			return a[:i]
		}
	}
	return a
}

// macro is how many words a macro has with which the algorithm begins: up to its end macro, or its closing brace.
func (a algorithm) macro() int {
	brace, begin := slices.Index(a, "{"), slices.Index(a, "begin")
	braces := brace >= 0 && (begin < 0 || brace < begin)
	depth := 0
	for i, w := range a {
		switch {
		case !braces && w == "end" && i+1 < len(a) && (a[i+1] == "macro" || a[i+1] == ";"):
			return i + 2
		case braces && w == "{":
			depth++
		case braces && w == "}":
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(a)
}

// missing is something of the algorithm that its translation does not have, or the other way round; "" if nothing is.
func (a algorithm) missing(translation string) string {
	there := unadorned(pluscal(translation))
	single := singleProcess.MatchString(strings.Join(a, " "))
	macro := 0 // where the last one ends
	for i, w := range a {
		if w == "macro" && i >= macro {
			macro = i + a[i:].macro()
		}
		if i < macro {
			continue // its parameters are not translated as they are
		}
		switch w {
		case ":=", "await", "when", "assert":
			e := unadorned(a[i+1:].expression())
			for len(e) > 2 && e[0] == "(" && e[len(e)-1] == ")" {
				e = e[1 : len(e)-1]
			}
			if single && slices.Contains(e, "self") {
				continue // it is the number of the process there
			}
			if len(e) > 0 && !has(there, e) {
				return strings.Join(a[i+1:].expression(), " ")
			}
		case ":":
			if i > 1 && slices.Contains([]string{";", "begin", "do", "then", "else", "or", "either"}, a[i-2]) && !has(there, a[i-1:i]) &&
				!has(there, []string{`"` + a[i-1] + `"`}) {
				return "the label " + a[i-1]
			}
		}
	}
	for _, m := range pcValue.FindAllStringSubmatch(translation, -1) {
		label := m[1]
		known := slices.ContainsFunc(a, func(w string) bool { return label == w || strings.HasPrefix(label, w+"_") })
		if !known && label != "Done" && !strings.HasPrefix(label, "Lbl_") {
			return "the label " + label
		}
	}
	return ""
}

var (
	singleProcess = regexp.MustCompile(`process \(? ?\w+ =`)
	pcValue       = regexp.MustCompile(`pc(?:\[self\])? = "(\w+)"`)
)

// has says whether words stand one after the other in a text, where the translator may have made a name longer to tell it from another.
func has(text, words []string) bool {
	same := func(i int) bool {
		for j, w := range words {
			if t := text[i+j]; t != w && !strings.HasPrefix(t, w+"_") {
				return false
			}
		}
		return true
	}
	for i := 0; i+len(words) <= len(text); i++ {
		if same(i) {
			return true
		}
	}
	return false
}
