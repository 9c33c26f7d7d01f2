package syntax_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/synod-go/synod/tla/syntax"
)

// seed adds every chunk of testdata and some texts that were trouble once.
func seed(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*")
	for _, p := range paths {
		if src, err := os.ReadFile(p); err == nil {
			f.Add(string(src))
		}
	}
	for _, s := range []string{"", "---- MODULE", "\\o", "\\b2", "\"\\", "(*(*)*)", "<*>", "<1>", "WF_", "x!", "\xff\xfe", "a\x00b", "\t\r\n",
		"---- MODULE A ----\nx == 1\n====", "[x EXCEPT !.a[1] = @]", "1.5.6", "f.1.2", "∀ x ∈ S : x ≤ 3 ⇒ □⟨x⟩_v"} {
		f.Add(s)
	}
}

// FuzzScan: any text gives tokens whose spans go forwards, or an *Error.
func FuzzScan(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, src string) {
		for _, whole := range []bool{false, true} {
			toks, err := syntax.Scan(&syntax.File{Name: "fuzz", Src: src}, whole)
			if err != nil {
				wantError(t, err)
				continue
			}
			for i := range toks[1:] {
				if toks[i+1].Start.Before(toks[i].End) {
					t.Fatalf("token %v begins before the end of %v", toks[i+1], toks[i])
				}
			}
		}
	})
}

// FuzzParse: any text gives a tree that can be walked and written, or an *Error that can be shown.
func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, src string) {
		if m, err := syntax.Parse(&syntax.File{Name: "fuzz", Src: src}); err != nil {
			wantError(t, err)
		} else {
			_ = syntax.Sexpr(m)
		}
		e, err := syntax.ParseExpr(&syntax.File{Name: "fuzz", Src: src})
		if err != nil {
			wantError(t, err)
			return
		}
		_ = syntax.Sexpr(e)
	})
}

func wantError(t *testing.T, err error) {
	t.Helper()
	var e *syntax.Error
	if !errors.As(err, &e) {
		t.Fatalf("not an *Error: %v", err)
	}
	_ = e.Show()
}
