package syntax

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"unicode/utf8"
)

// maxTokens bounds the tokens of one file.
const maxTokens = 4 << 20

// A scanner cuts a text into tokens.
type scanner struct {
	file      *File
	src       string
	at        int // byte offset
	line, col int32
	toks      []Token
}

// Scan cuts the text of a file into tokens. What stands before the first ---- MODULE and after the ==== that ends that module is
// skipped, as are comments. The last token is EOF. With wholeText there is no module: all of the text is scanned.
func Scan(file *File, wholeText bool) ([]Token, error) {
	if wholeText {
		return scanFrom(file, 0, false)
	}
	loc := moduleStart.FindStringIndex(file.Src)
	if loc == nil {
		s := &scanner{file: file, line: 1, col: 1}
		return nil, s.errorf(s.pos(), "no module: expected a line ---- MODULE Name ----")
	}
	return scanFrom(file, loc[0], true)
}

// scanFrom scans from an offset on, to the end of the module that begins there or to the end of the text.
func scanFrom(file *File, offset int, oneModule bool) ([]Token, error) {
	s := &scanner{file: file, src: file.Src, line: 1, col: 1}
	s.skip(offset)
	depth := 0
	for {
		if err := s.space(); err != nil {
			return nil, err
		}
		if s.at >= len(s.src) {
			break
		}
		if len(s.toks) >= maxTokens {
			return nil, s.errorf(s.pos(), "the text is too long: more than %d words", maxTokens)
		}
		if err := s.token(); err != nil {
			return nil, err
		}
		switch s.toks[len(s.toks)-1].Kind {
		case ModuleStart:
			depth++
		case ModuleEnd:
			if depth--; depth <= 0 && oneModule {
				s.toks = append(s.toks, Token{Span: s.span(s.pos()), Kind: EOF})
				return s.toks, nil
			}
		}
	}
	s.toks = append(s.toks, Token{Span: s.span(s.pos()), Kind: EOF})
	return s.toks, nil
}

var moduleStart = regexp.MustCompile(`-----* *MODULE\b`)

func (s *scanner) pos() Pos           { return Pos{s.line, s.col} }
func (s *scanner) span(from Pos) Span { return Span{s.file, from, s.pos()} }

func (s *scanner) errorf(from Pos, format string, args ...any) error {
	return &Error{Span{s.file, from, from}, fmt.Sprintf(format, args...)}
}

// skip moves on by n bytes.
func (s *scanner) skip(n int) {
	for _, r := range s.src[s.at : s.at+n] {
		switch r {
		case '\n':
			s.line, s.col = s.line+1, 1
		case '\t':
			s.col += tabWidth - (s.col-1)%tabWidth
		default:
			s.col++
		}
	}
	s.at += n
}

// space skips blanks and comments.
func (s *scanner) space() error {
	for s.at < len(s.src) {
		rest := s.src[s.at:]
		switch {
		case strings.IndexByte(" \t\n\r\f", rest[0]) >= 0:
			s.skip(1)
		case strings.HasPrefix(rest, "\ufeff"):
			s.skip(len("\ufeff"))
		case strings.HasPrefix(rest, "\\*"):
			n := strings.IndexByte(rest, '\n')
			if n < 0 {
				n = len(rest)
			}
			s.skip(n)
		case strings.HasPrefix(rest, "(*"):
			n := commentLen(rest)
			if n < 0 {
				return s.errorf(s.pos(), "this comment (* has no end *)")
			}
			s.skip(n)
		default:
			return nil
		}
	}
	return nil
}

// commentLen is the length of the comment (* ... *) at the start of text, inner comments included; -1 when it has no end.
func commentLen(text string) int {
	depth := 0
	for i := 0; i < len(text)-1; i++ {
		switch {
		case text[i] == '(' && text[i+1] == '*':
			depth++
			i++
		case text[i] == '*' && text[i+1] == ')':
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isWord(c byte) bool   { return isLetter(c) || isDigit(c) || c == '_' }

var stepName = regexp.MustCompile(`^<([0-9]+|\+|\*)>([A-Za-z0-9_]+\.*|[*-]\.*|\.*)`)

// add appends the token of the next n bytes.
func (s *scanner) add(n int, kind Kind, text string) {
	from, raw := s.pos(), s.src[s.at:s.at+n]
	s.skip(n)
	s.toks = append(s.toks, Token{Span: s.span(from), Kind: kind, Text: text, Raw: raw})
}

// token scans one token.
func (s *scanner) token() error {
	rest := s.src[s.at:]
	c := rest[0]
	switch {
	case c == '-' && strings.HasPrefix(rest, "----"):
		if loc := moduleStart.FindStringIndex(rest[:min(len(rest), 4096)]); loc != nil && loc[0] == 0 {
			s.add(loc[1], ModuleStart, "MODULE")
			return nil
		}
		s.add(run(rest, '-'), Separator, "----")
		return nil
	case c == '=' && strings.HasPrefix(rest, "===="):
		s.add(run(rest, '='), ModuleEnd, "====")
		return nil
	case isWord(c):
		return s.word(rest)
	case c == '"':
		return s.str(rest)
	case c == '@' && !strings.HasPrefix(rest, "@@"):
		s.add(1, Ident, "@")
		return nil
	case strings.HasPrefix(rest, "ℕ"), strings.HasPrefix(rest, "ℤ"), strings.HasPrefix(rest, "ℝ"):
		name := map[string]string{"ℕ": "Nat", "ℤ": "Int", "ℝ": "Real"}[rest[:3]]
		s.add(3, Ident, name)
		return nil
	case c == '<':
		if m := stepName.FindString(rest[:min(len(rest), 4096)]); m != "" {
			s.add(len(m), StepName, m)
			return nil
		}
	case c == '\\':
		if ok, err := s.based(rest); ok || err != nil {
			return err
		}
	}
	for n := min(longestSymbol, len(rest)); n > 0; n-- {
		if t, ok := symbols[rest[:n]]; ok {
			s.add(n, t.Kind, t.Text)
			return nil
		}
	}
	r, _ := utf8.DecodeRuneInString(rest)
	if r == utf8.RuneError {
		return s.errorf(s.pos(), "a character that is not UTF-8 text")
	}
	return s.errorf(s.pos(), "the character %q has no meaning in TLA+", r)
}

func run(s string, c byte) int {
	n := 0
	for n < len(s) && s[n] == c {
		n++
	}
	return n
}

// word scans a name, keyword, number, WF_, SF_ or _.
func (s *scanner) word(rest string) error {
	n, letters := 0, 0
	for n < len(rest) && isWord(rest[n]) {
		if isLetter(rest[n]) {
			letters++
		}
		n++
	}
	w := rest[:n]
	if strings.HasPrefix(w, "WF_") || strings.HasPrefix(w, "SF_") {
		s.add(3, Punct, w[:3])
		return nil
	}
	switch {
	case letters == 0 && isDigit(w[0]):
		n = 0
		for n < len(rest) && isDigit(rest[n]) {
			n++
		}
		if n+1 < len(rest) && rest[n] == '.' && isDigit(rest[n+1]) && !s.afterDot() {
			n++
			for n < len(rest) && isDigit(rest[n]) {
				n++
			}
			s.add(n, Dec, rest[:n])
			return nil
		}
		text := strings.TrimLeft(rest[:n], "0")
		if text == "" {
			text = "0"
		}
		s.add(n, Num, text)
	case letters == 0:
		s.add(1, Punct, "_")
	case prefixOps[w] != nil:
		s.add(n, Op, w)
	case keywords[w]:
		s.add(n, Keyword, w)
	default:
		s.add(n, Ident, w)
	}
	return nil
}

// afterDot reports whether the last token is ".", so that what follows is a field.
func (s *scanner) afterDot() bool {
	return len(s.toks) > 0 && s.toks[len(s.toks)-1].Is(".")
}

// maxBased bounds the digits of a \b, \o or \h number, whose conversion takes more than linear time.
const maxBased = 10000

// based scans \b101, \o17, \hFF.
func (s *scanner) based(rest string) (bool, error) {
	if len(rest) < 3 {
		return false, nil
	}
	base, digits := 0, ""
	switch rest[1] {
	case 'b', 'B':
		base, digits = 2, "01"
	case 'o', 'O':
		base, digits = 8, "01234567"
	case 'h', 'H':
		base, digits = 16, "0123456789abcdefABCDEF"
	default:
		return false, nil
	}
	n := 2
	for n < len(rest) && strings.IndexByte(digits, rest[n]) >= 0 {
		n++
	}
	if n == 2 {
		return false, nil
	}
	if n > maxBased {
		return false, s.errorf(s.pos(), "a number of more than %d digits", maxBased)
	}
	v, ok := new(big.Int).SetString(rest[2:n], base)
	if !ok {
		return false, nil
	}
	s.add(n, Num, v.String())
	return true, nil
}

// str scans a string.
func (s *scanner) str(rest string) error {
	var b strings.Builder
	for i := 1; i < len(rest); i++ {
		switch c := rest[i]; c {
		case '"':
			s.add(i+1, Str, b.String())
			return nil
		case '\n', '\r':
			return s.errorf(s.pos(), "this string has no end on its line")
		case '\\':
			i++
			if i == len(rest) {
				break
			}
			k := strings.IndexByte(`nrtf\"`, rest[i])
			if k < 0 {
				s.skip(i - 1)
				return s.errorf(s.pos(), `unknown escape in a string: expected one of \n \r \t \f \\ \"`)
			}
			b.WriteByte("\n\r\t\f\\\""[k])
		default:
			b.WriteByte(c)
		}
	}
	return s.errorf(s.pos(), "this string has no end")
}
