package library_test

import (
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/syntax"
)

// TestTables evaluates the expressions of testdata/*.txt. A table begins with an EXTENDS and definitions,
// up to a line of dashes. After it a line is either
//
//	expression ==> its value as TLC prints it
//	expression ==> ! a part of its error
//
// and a line that begins with # is a comment. In errors a line feed is written as |.
func TestTables(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			header, body, found := strings.Cut(string(data), "\n----\n")
			require.True(t, found, "no line of dashes")
			m, err := newMini(header)
			require.NoError(t, err)
			for _, line := range strings.Split(body, "\n") {
				expr, want, found := strings.Cut(line, " ==> ")
				if !found || strings.HasPrefix(line, "#") {
					continue
				}
				v, err := m.eval(expr)
				if part, fails := strings.CutPrefix(want, "! "); fails {
					if err == nil {
						t.Errorf("%s\n got %s\nwant the error %s", expr, v, part)
					} else if got := strings.ReplaceAll(err.Error(), "\n", "|"); !strings.Contains(got, part) {
						t.Errorf("%s\n got the error %s\nwant the error %s", expr, got, part)
					}
					continue
				}
				if err != nil {
					t.Errorf("%s\n got the error %v\nwant %s", expr, err, want)
				} else if got := v.String(); got != want {
					t.Errorf("%s\n got %s\nwant %s", expr, got, want)
				}
			}
		})
	}
}

var word = regexp.MustCompile(`[A-Za-z_][A-Za-z_0-9]*|[^\sA-Za-z_0-9]+|\\[a-z]+`)

// TestEveryOperatorIsInATable keeps the tables complete. Refused operators have their own test.
func TestEveryOperatorIsInATable(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	tested := map[string]string{} // by module: the text of its tables
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		module, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".txt"), "-")
		tested[module] += string(data)
	}
	for name, module := range library.Modules() {
		if name == "TLAPS" { // TestTacticsAreTrue
			continue
		}
		seen := map[string]bool{}
		for _, w := range word.FindAllString(tested[name], -1) {
			seen[syntax.Canonical(w)] = true
		}
		var missing []string
		for _, op := range module.Ops {
			o := op.Info.(*library.Op)
			shown := strings.TrimSuffix(o.Name, ".") // -. is written -
			if o.Refused == "" && !seen[o.Name] && (syntax.FixOf(o.Name) == syntax.Nonfix || !strings.Contains(tested[name], shown)) {
				missing = append(missing, o.Name)
			}
		}
		sort.Strings(missing)
		if len(missing) > 0 {
			t.Errorf("operators of %s without a test: %s", name, strings.Join(missing, " "))
		}
	}
}
