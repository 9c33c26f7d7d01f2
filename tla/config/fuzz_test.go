package config_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/synod-go/synod/tla/config"
	"github.com/synod-go/synod/tla/syntax"
)

// FuzzParse: any text gives a model whose spans lie in the text, or errors that can be shown.
func FuzzParse(f *testing.F) {
	if src, err := os.ReadFile("testdata/errors.cfg"); err == nil {
		for _, text := range strings.Split(string(src), "\n---\n") {
			f.Add(text)
		}
	}
	for _, s := range []string{"", "INIT", "CONSTANT", "CONSTANT x = {", "x!", "\xff\xfe", "a\x00b", "\t\r\n", "CONSTANT + <- Plus f(1, {}) = [M] TRUE",
		"(* (* *)", "\\*", "CONSTANT a!b!c <- [M] d \"\" = \"\"", "INIT INIT NEXT NEXT"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		c, err := config.Parse(&syntax.File{Name: "fuzz", Src: src})
		if err != nil {
			var one *syntax.Error
			var list syntax.ErrorList
			switch {
			case errors.As(err, &list):
				_ = list.Show()
			case errors.As(err, &one):
				_ = one.Show()
			default:
				t.Fatalf("not a syntax.Error: %v", err)
			}
			return
		}
		_ = dump(c)
		for _, k := range c.Effective() {
			if k.File == nil || k.End.Before(k.Start) || (k.Value == nil) == (k.Override.Text == "") {
				t.Fatalf("a bad constant %+v", k)
			}
		}
	})
}
