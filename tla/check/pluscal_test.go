package check

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/syntax"
)

// TestStaleTranslation edits an algorithm, and its translation, after it was translated by the PlusCal translator.
func TestStaleTranslation(t *testing.T) {
	src, err := os.ReadFile(filepath.Join("testdata", "pluscal", "Turns.tla"))
	require.NoError(t, err)
	for _, c := range []struct{ old, edited, want string }{
		{"", "", ""},
		{"\n", "\r\n", ""},
		{"begin\nA:", "begin (* a remark *)\nA:  \\* another\n", ""},
		{"B:   rounds := rounds + 1;", "B:   rounds := rounds+1;", ""},
		{"turn := 3 - turn;", "turn := 4 - turn;", "4 - turn is in the one"},
		{"turn := 3 - turn;", "turn := 3 - turn || sum := 0;", ""}, // TLC sees it: 0 is in the translation, too
		{"await turn = self;", "await turn # self;", "turn # self is in the one"},
		{"await turn = self;", "await turn = self; assert sum < 9;", "sum < 9 is in the one"},
		{"B:   rounds", "C:   rounds", "the label C"},
		{"B:   rounds", "     rounds", "the label B"},
		{"turn' = 3 - turn\n", "turn' = 1 + turn\n", "its checksum is another"},
		{"           /\\ sum' = sum\n", "", "its checksum is another"},
		{`chksum(tla) = "a57ef7dc"`, `chksum(tla) \in STRING`, ""},
		{` (chksum(pcal) = "9915e45" /\ chksum(tla) = "a57ef7dc")`, "", ""},
	} {
		text := string(src)
		if c.old != "" {
			require.Contains(t, text, c.old)
			text = strings.ReplaceAll(text, c.old, c.edited)
		}
		m, err := syntax.Parse(&syntax.File{Name: "Turns.tla", Src: text})
		require.NoError(t, err, c.edited)
		why := stale(m)
		if c.want == "" {
			require.Empty(t, why, c.edited)
			continue
		}
		require.Contains(t, why, c.want, c.edited)
	}
	m, err := loadText(t, "Plain", "VARIABLE x\nInit == x = 0\nNext == x' = x", "INIT Init\nNEXT Next\n")
	require.NoError(t, err)
	require.Empty(t, started(t, m).advice())
}
