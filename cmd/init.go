package cmd

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"time"

	"github.com/synod-go/synod/cmd/internal/starter"
	"github.com/synod-go/synod/internal/quote"
)

// The flags of the command init.
const (
	flagModule  = "module"
	flagReplace = "replace"
)

func initFlags() []general {
	return []general{
		{flagModule, "PATH", "the path of the module (default example.com/ and the name of DIR)"},
		{flagReplace, "CHECKOUT", "use the checkout of Synod in this directory, instead of a published version"},
		{flagHelp, "", "show this"},
	}
}

func (t *tool) initCommand() *command {
	return &command{
		name: "init", doc: "write a module with a protocol of its own to begin with",
		run: t.init, flags: initFlags(), takesFile: true,
	}
}

const initUsage = `PROGRAM init DIR writes a module into DIR, which is new or empty: a small protocol,
its test, a program with the whole command for it, and a workflow for CI. It is
something to begin with; docs/own-protocol.md explains it.

`

const initExitCodes = `
Exit codes: 0 the module is written; 2 wrong usage, or go mod tidy failed, and then
nothing is written; 3 interrupted.
`

// init is the subcommand init.
func (t *tool) init(ctx context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.flagHelp(initUsage, initFlags(), initExitCodes)
	}
	m, err := parseInit(c)
	if err != nil {
		return err
	}
	if err := m.write(ctx); err != nil {
		if ctx.Err() != nil {
			t.complain("interrupted; nothing is written")
			return exit(exitInconclusive)
		}
		return err
	}
	fmt.Fprintf(t.stdout, "written to  %s, module %s\n\nthere:\n"+
		"  go test ./...             check the protocol and its mutants\n"+
		"  go run . help             the command for it\n", quote.Line(m.dir), quote.Line(m.path))
	if m.replace != "" {
		fmt.Fprintf(t.stdout, "\ngo.mod takes Synod from %s; the workflow needs a version that can be fetched there:\n"+
			"  go mod edit -dropreplace %s && go get %s@latest\n", quote.Line(m.replace), synodPath, synodPath)
	}
	return nil
}

// newModule is a module that is to be written.
type newModule struct {
	dir, path string
	version   string // of Synod
	replace   string // the checkout that replaces it, as go.mod in dir names it; or ""
	sums      []byte // of the checkout
}

// modulePath is a path that go.mod takes as it is.
var modulePath = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._~-]*(/[A-Za-z0-9._~-]+)*$`)

func parseInit(c *call) (*newModule, error) {
	if c.Args().Len() != 1 || c.Args().First() == "" {
		return nil, usagef("init takes one directory, which is new or empty; %d are given", c.Args().Len())
	}
	m := &newModule{dir: c.Args().First()}
	if err := checkNew(m.dir); err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(m.dir)
	if err != nil {
		return nil, usageError{err}
	}
	m.path = "example.com/" + filepath.Base(abs)
	if c.IsSet(flagModule) {
		m.path = c.String(flagModule)
	}
	if !modulePath.MatchString(m.path) {
		return nil, usagef("%s is no path of a module: accepted are letters, digits and ._~- between slashes, like -%s example.com/locks", given(m.path), flagModule)
	}
	if m.path == synodPath || strings.HasPrefix(m.path, synodPath+"/") {
		return nil, usagef("-%s %s: that is a path of Synod itself; one of your own is needed", flagModule, m.path)
	}
	if !c.IsSet(flagReplace) {
		m.version, err = publishedVersion(builtWith(), c.self)
		return m, err
	}
	return m, m.useCheckout(abs, c.String(flagReplace))
}

// checkNew refuses a directory that has something in it, and one that cannot be made.
func checkNew(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		parent := filepath.Dir(filepath.Clean(dir))
		if info, err := os.Stat(parent); err != nil || !info.IsDir() {
			return usagef("%s: there is no directory %s", dir, parent)
		}
	case err != nil:
		return usagef("%s: %w; a directory is needed that is new or empty", dir, cause(err))
	case len(entries) > 0:
		return usagef("%s: it is not empty, there is %s; a directory is needed that is new or empty", dir, given(entries[0].Name()))
	}
	return nil
}

// publishedVersion is the version of Synod that a new module can require: the one in
// this program, if it was fetched.
func publishedVersion(m *debug.Module, self string) (string, error) {
	instead := fmt.Sprintf("say where a checkout is: %s init -%s CHECKOUT DIR", self, flagReplace)
	switch {
	case m == nil:
		return "", usagef("this program does not know its version of Synod; %s", instead)
	case m.Replace != nil:
		return "", usagef("this program has Synod from %s, which is no version that can be fetched; %s", m.Replace.Path, instead)
	case m.Version == "" || m.Version == "(devel)" || strings.Contains(m.Version, "+"):
		return "", usagef("this program was built in a checkout of Synod, which is no version that can be fetched; %s", instead)
	}
	return m.Version, nil
}

// useCheckout makes a module in the directory abs use a checkout of Synod. A relative
// path stays one, seen from there.
func (m *newModule) useCheckout(abs, checkout string) error {
	text, err := os.ReadFile(filepath.Join(checkout, "go.mod"))
	if err != nil {
		return usagef("-%s %s: %w; a checkout of Synod is needed", flagReplace, given(checkout), cause(err))
	}
	if moduleIn(string(text)) != synodPath {
		return usagef("-%s %s: it is module %s; a checkout of %s is needed", flagReplace, given(checkout), given(moduleIn(string(text))), synodPath)
	}
	if m.sums, err = os.ReadFile(filepath.Join(checkout, "go.sum")); err != nil {
		return usagef("-%s %s: %w", flagReplace, given(checkout), cause(err))
	}
	m.version, m.replace = "v0.0.0", checkout
	if filepath.IsAbs(checkout) {
		return nil
	}
	from, err := filepath.Abs(checkout)
	if err != nil {
		return usageError{err}
	}
	if m.replace, err = filepath.Rel(abs, from); err != nil {
		m.replace = from // on another drive
	}
	m.replace = filepath.ToSlash(m.replace)
	return nil
}

// goMod is the module's go.mod before it is tidied.
func (m *newModule) goMod() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "module %s\n\ngo %s\n\nrequire %s %s\n\ntool %s/cmd/detvet\n", m.path, starter.Go, synodPath, m.version, synodPath)
	if m.replace != "" {
		fmt.Fprintf(&b, "\nreplace %s => %s\n", synodPath, quote.Quoted(m.replace))
	}
	return b.Bytes()
}

// write makes the module beside its directory, tidies it, and puts it there.
func (m *newModule) write(ctx context.Context) (err error) {
	files, err := starter.Files(m.path)
	if err != nil {
		return err
	}
	files["go.mod"] = m.goMod()
	if m.sums != nil {
		files["go.sum"] = m.sums
	}
	dir := filepath.Clean(m.dir)
	abs, err := filepath.Abs(dir)
	if err != nil {
		return usageError{err}
	}
	staged, err := os.MkdirTemp(filepath.Dir(abs), ".synod-init-*")
	if err != nil {
		return usagef("%s: %w", m.dir, cause(err))
	}
	defer func() { err = errors.Join(err, os.RemoveAll(staged)) }()
	for name, text := range files {
		path := filepath.Join(staged, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return usageError{err}
		}
		if err := os.WriteFile(path, text, 0o666); err != nil {
			return usageError{err}
		}
	}
	if err := tidy(ctx, staged); err != nil {
		return err
	}
	return moveAll(staged, dir)
}

// tidy runs go mod tidy, which finds the other modules that are needed.
func tidy(ctx context.Context, dir string) error {
	tidy := exec.CommandContext(ctx, "go", "mod", "tidy")
	tidy.Dir, tidy.Env = dir, append(os.Environ(), "GOWORK=off")
	tidy.WaitDelay = time.Second
	var said bytes.Buffer
	tidy.Stderr = &said
	err := tidy.Run()
	var failed *exec.ExitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &failed):
		return usagef("go mod tidy fails, so nothing is written: %s", cmp.Or(oneLine(said.String()), err.Error()))
	}
	return usagef("go mod tidy cannot be run, so nothing is written: %w", err)
}

// moveAll moves what is in one directory into another one, which it makes; all of it or
// nothing.
func moveAll(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return usageError{err}
	}
	switch err := os.Mkdir(to, 0o777); {
	case err == nil:
		defer os.Remove(to) // fails unless nothing was moved
	case !errors.Is(err, fs.ErrExist):
		return usageError{err}
	}
	for i, e := range entries {
		path := filepath.Join(to, e.Name())
		_, err := os.Lstat(path)
		if err == nil {
			err = fmt.Errorf("%s: it is there by now", path)
		} else {
			err = os.Rename(filepath.Join(from, e.Name()), path)
		}
		if err != nil {
			for _, moved := range entries[:i] {
				err = errors.Join(err, os.RemoveAll(filepath.Join(to, moved.Name())))
			}
			return usageError{err}
		}
	}
	return nil
}
