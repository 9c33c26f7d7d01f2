package check_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/synod-go/synod/internal/chunked"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
)

// checkLimited checks a spec with limits on its work, and fails the test when anything but a clear answer comes of it.
func checkLimited(t *testing.T, spec, config string) (*check.Report, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"T.tla": spec, "T.cfg": config} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	m, err := check.LoadWithin(ctx, check.FewFound(check.Sources{Spec: filepath.Join(dir, "T.tla")}, 10_000), 256<<20)
	if stopped := (*check.Stopped)(nil); errors.As(err, &stopped) {
		return nil, err
	}
	if err != nil {
		clearError(t, err)
		return nil, err
	}
	opts := check.Options{}
	opts.Workers, opts.Bounded, opts.Depth, opts.Memory = 1, true, 5, 256<<20
	limited, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	r, err := m.Check(limited, opts)
	if err != nil {
		clearError(t, err)
		return nil, err
	}
	if r.Violation != nil && r.Violation.Text == "" {
		t.Errorf("a violation of kind %s that says nothing", r.Violation.Kind)
	}
	return r, nil
}

// clearError: an error is one of the texts, and can be shown; it is none of ours.
func clearError(t *testing.T, err error) {
	t.Helper()
	text := err.Error()
	var list syntax.ErrorList
	var one *syntax.Error
	var failed *eval.Error
	switch {
	case errors.As(err, &list):
		text += list.Show()
	case errors.As(err, &one):
		text += one.Show()
	case errors.As(err, &failed):
		text += failed.Show()
	}
	for _, bad := range []string{"panic", "internal: ", "runtime error", "goroutine "} {
		if strings.Contains(text, bad) {
			t.Errorf("an error of ours: %s", text)
		}
	}
}

// specSeeds are small specs: those with mistakes, and one that uses much.
func specSeeds(t testing.TB) []*txtar.Archive {
	t.Helper()
	var out []*txtar.Archive
	for _, name := range []string{"evaluation.txt", "load.txt"} {
		chunks, err := chunked.Read(filepath.Join("testdata", "errors", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range chunks {
			text := c.Unmarked()
			if strings.Contains(text, "20000") || strings.Contains(text, "1..30") {
				continue // these take a while
			}
			out = append(out, archive(text+"\n"))
		}
	}
	return out
}

// FuzzSpec: any text of a spec with any model file gives a verdict or a clear error, soon.
func FuzzSpec(f *testing.F) {
	for _, a := range specSeeds(f) {
		files := map[string]string{}
		for _, x := range a.Files {
			files[x.Name] = string(x.Data)
		}
		f.Add(files["T.tla"], files["T.cfg"])
	}
	f.Add("---- MODULE T ----\n====\n", "SPECIFICATION Spec\n\x00\xff")
	f.Add("\xff\xfe\x00---- MODULE T ----", "\x7fELF")
	f.Add("---- MODULE T ----\nEXTENDS TLC\nCONSTANT P\nVARIABLE x\nVARIABLE x\nInit == x = 0\nNext == x' = x\nSym == Permutations(P)\n====\n",
		"CONSTANT P = {a, b, c, d, e, f, g}\nINIT Init\nNEXT Next\nSYMMETRY Sym\n")
	f.Add("---- MODULE T ----\nEXTENDS Integers\nVARIABLE x\nA(a) == a + 1\nB(a) == A(A(a))\nC(a) == B(B(a))\nInit == x = C(C(0))\nNext == x' = x\n"+
		"P == \\A s \\in SUBSET (1..40) : [](x \\notin s)\n====\n", "INIT Init\nNEXT Next\nPROPERTY P\n")
	f.Add("---- MODULE T ----\nVARIABLE x\nSpec == \\EE h : [](h = x)\nTHEOREM T == ASSUME NEW y, ASSUME NEW z PROVE l :: y = z PROVE TRUE BY nobody\n====\n",
		"SPECIFICATION Spec\n")
	f.Fuzz(func(t *testing.T, spec, config string) {
		checkLimited(t, spec, config)
	})
}

// FuzzExpression: any expression as the next value of a variable gives a verdict or a clear error, soon.
func FuzzExpression(f *testing.F) {
	for _, a := range specSeeds(f) {
		if body, ok := strings.CutPrefix(string(a.Comment), "Op == "); ok {
			f.Add(strings.TrimSpace(body))
		}
	}
	for _, s := range []string{`[x EXCEPT ![1].a[2] = @ + 1]`, `LET f[i \in Nat] == IF i = 0 THEN x ELSE f[i - 1] IN f[5]`, `SUBSET (SUBSET BOOLEAN)`,
		`CHOOSE p \in [1..2 -> BOOLEAN] : p[1]`, `ENABLED (x' = x + 1)`, `{<<a, b>> \in Nat \X {1} : a = b}`, `Seq({1}) \cup {<<>>}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, expr string) {
		checkLimited(t, "---- MODULE T ----\nEXTENDS Integers, Sequences, FiniteSets, Bags, TLC\nVARIABLE x\nInit == x = 0\nNext == x' = (\n"+expr+"\n)\n====\n",
			"INIT Init\nNEXT Next\n")
	})
}
