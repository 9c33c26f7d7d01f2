package config

import (
	"strings"

	"github.com/synod-go/synod/tla/syntax"
)

// keywords are the words that begin a statement, also those that are not supported.
var keywords = map[string]bool{}

// unsupported are the keywords of TLC that Synod does not know, and what they are for.
var unsupported = map[string]string{
	"_PERIODIC":  "it names a formula that TLC evaluates from time to time during the search",
	"_RL_REWARD": "it names the reward of TLC's simulation by reinforcement learning",
	"_POSSIBLE":  "it names state predicates that TLC wants to see come true",
}

// gone are words that older descriptions of TLC know as keywords.
var gone = map[string]string{
	"TYPE":            "it belongs to older versions of TLC; INVARIANT says the same",
	"TYPE_CONSTRAINT": "it belongs to older versions of TLC; CONSTRAINT or INVARIANT says the same",
	"TYPE_INVARIANT":  "it belongs to older versions of TLC; INVARIANT says the same",
}

func init() {
	for _, k := range []string{"SPECIFICATION", "INIT", "NEXT", "CONSTANT", "CONSTANTS", "INVARIANT", "INVARIANTS", "PROPERTY",
		"PROPERTIES", "CONSTRAINT", "CONSTRAINTS", "ACTION_CONSTRAINT", "ACTION_CONSTRAINTS", "SYMMETRY", "VIEW",
		"CHECK_DEADLOCK", "ALIAS", "POSTCONDITION", "POSTCONDITIONS"} {
		keywords[k] = true
	}
	for k := range unsupported {
		keywords[k] = true
	}
}

// isKeyword reports whether a token begins a statement. Keywords are case-sensitive.
func isKeyword(t *syntax.Token) bool { return isWord(t) && keywords[t.Raw] }

// isWord says whether a token is a name in a model file. The reserved words of TLA+ are names here too (NEW, OTHER, UNION):
// they can be model values.
func isWord(t *syntax.Token) bool {
	switch t.Kind {
	case syntax.Ident, syntax.Keyword:
		return true
	case syntax.Op:
		return t.Raw[0] >= 'A' && t.Raw[0] <= 'Z'
	}
	return false
}

// hint says what may have been meant by a word that stands where a keyword should.
func hint(t *syntax.Token) string {
	if !isWord(t) {
		return ""
	}
	return hintName(t.Raw)
}

// LikeKeyword is the keyword that a word may be a misspelling of, or "". A misspelt keyword behind a list of names is
// not seen here, as every word is a name there; that no such name is defined is found out later, and then this tells
// why.
func LikeKeyword(word string) string {
	best, most := "", 3
	if len(word) < 4 || len(word) > 24 || keywords[word] {
		return ""
	}
	for k := range keywords {
		if unsupported[k] != "" {
			continue
		}
		d := editDistance(strings.ToUpper(word), k)
		if d < most || d == most && best != "" && k < best {
			best, most = k, d
		}
	}
	return best
}

// editDistance is the number of letters to add, drop or exchange that make b of a.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
