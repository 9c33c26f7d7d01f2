package check_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/synod-go/synod/internal/chunked"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/syntax"
)

// A file of testdata/errors holds small specs, separated by lines ---. Each is a txtar archive: first the body of module T,
// then, if need be, more files (T.cfg, other modules). What a body leaves out is added before its first line or after its last:
// EXTENDS, VARIABLE x, Init, and Next, which gives x the value of the definition Op. A line that is in error ends with \* ### "regular expression" for what is said
// of it: the message, then the values and uses that led there, all on one line.

// archive is one spec of a file of testdata/errors.
func archive(text string) *txtar.Archive {
	a := txtar.Parse([]byte(text))
	if slices.ContainsFunc(a.Files, func(f txtar.File) bool { return f.Name == "T.tla" }) {
		return a
	}
	body := string(a.Comment)
	if !strings.Contains(body, "MODULE T ") {
		head := "---- MODULE T ----"
		if !strings.Contains(body, "EXTENDS") {
			head += " EXTENDS Integers, Sequences, FiniteSets, Bags, TLC"
		}
		switch {
		case strings.Contains(body, "VARIABLE"):
			body = head + "\n" + strings.TrimSuffix(body, "\n") + "\n"
		case strings.Contains(body, "EXTENDS"):
			body = head + "\n" + strings.TrimSuffix(body, "\n") + "\nVARIABLE x\n"
		default:
			body = head + " VARIABLE x\n" + strings.TrimSuffix(body, "\n") + "\n"
		}
		if !strings.Contains(body, "Init ==") {
			body += "Init == x = 0\n"
		}
		if !strings.Contains(body, "Next ==") {
			body += "Next == x' = Op\n"
		}
		body += "====\n"
	}
	a.Files = append(a.Files, txtar.File{Name: "T.tla", Data: []byte(body)})
	if slices.ContainsFunc(a.Files, func(f txtar.File) bool { return f.Name == "T.cfg" }) {
		return a
	}
	a.Files = append(a.Files, txtar.File{Name: "T.cfg", Data: []byte("INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\n")})
	return a
}

// saidOf takes an error apart; what has no place is an error of the test.
func saidOf(err error) (out []chunked.Error, _ error) {
	var list syntax.ErrorList
	var one *syntax.Error
	var failed *eval.Error
	at := func(s syntax.Span, text string) {
		if s.File == nil {
			text += " (no place)"
			s.File = &syntax.File{}
		}
		out = append(out, chunked.Error{File: filepath.Base(s.File.Name), Line: int(s.Start.Line), Text: text})
	}
	switch {
	case errors.As(err, &list):
		for _, e := range list {
			at(e.Span, e.Msg)
		}
	case errors.As(err, &one):
		at(one.Span, one.Msg)
	case errors.As(err, &failed):
		text := failed.Msg
		for _, v := range append(failed.Bound, failed.Assigned...) {
			text += fmt.Sprintf("; with %s = %s", v.Name, v.Value)
		}
		for i := len(failed.Chain) - 1; i >= 0 && i > len(failed.Chain)-5; i-- {
			text += fmt.Sprintf("; for %s", failed.Chain[i].Name)
		}
		at(failed.Span, text)
	default:
		return nil, err
	}
	return out, nil
}

var placed = regexp.MustCompile(`^(\S+):(\d+):\d+: ((?s).*)`)

// runErrors checks one spec, and gives what is said of its lines and what is shown to people.
func runErrors(dir string, a *txtar.Archive) ([]chunked.Error, string, error) {
	for _, f := range a.Files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o666); err != nil {
			return nil, "", err
		}
	}
	m, err := check.Load(check.FewFound(check.Sources{Spec: filepath.Join(dir, "T.tla")}, 100_000))
	var out []chunked.Error
	var r *check.Report
	if err == nil {
		opts := check.Options{}
		opts.Workers = 2
		r, err = m.Check(context.Background(), opts)
	}
	if err != nil {
		out, err = saidOf(err)
		return out, "", err
	}
	for _, w := range r.Warnings {
		if p := placed.FindStringSubmatch(w); p != nil {
			line, _ := strconv.Atoi(p[2])
			out = append(out, chunked.Error{File: filepath.Base(p[1]), Line: line, Text: "warning: " + p[3]})
		}
	}
	if r.Violation == nil {
		return out, "", nil
	}
	list, err := saidOf(r.Violation.Err)
	return append(out, list...), r.Violation.Text, err
}

// checkMarks holds what was said of the texts of a, which were checked in dir, against their marks.
func checkMarks(c chunked.Chunk, dir string, a *txtar.Archive, list []chunked.Error) error {
	files := map[string]string{}
	for _, f := range a.Files {
		files[f.Name] = string(f.Data)
	}
	list = slices.Clone(list)
	for i, e := range list {
		list[i].Text = strings.ReplaceAll(strings.Join(strings.Fields(e.Text), " "), dir+string(filepath.Separator), "")
	}
	return c.CheckFiles(files, list)
}

// TestErrors checks small specs with mistakes and holds what is said against the marks in them. Those that fail while they are
// evaluated also show the line with a mark under it.
func TestErrors(t *testing.T) {
	for name, least := range map[string]int{"evaluation.txt": 120, "load.txt": 60} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", "errors", name)
			chunks, err := chunked.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			marks := 0
			for _, c := range chunks {
				a := archive(c.Text + "\n")
				dir := t.TempDir()
				list, shown, err := runErrors(dir, a)
				if err == nil {
					err = checkMarks(c, dir, a, list)
				}
				if err != nil {
					t.Errorf("%v\nin\n%s", err, c.Text)
				}
				if shown != "" && !strings.Contains(shown, "\n  ") && !strings.Contains(shown, "^") {
					t.Errorf("%s:%d: no line and no mark in\n%s", path, c.Line, shown)
				}
				marks += len(list)
			}
			if marks < least {
				t.Errorf("only %d errors were seen", marks)
			}
		})
	}
}
