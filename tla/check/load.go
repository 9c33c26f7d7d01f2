package check

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/synod-go/synod/tla/config"
	"github.com/synod-go/synod/tla/library"
	"github.com/synod-go/synod/tla/resolve"
	"github.com/synod-go/synod/tla/syntax"
	"github.com/synod-go/synod/tla/value"
)

// Sources is where the texts of a model come from.
type Sources struct {
	// Spec is the file of the root module. Modules that it names are looked for beside it, then among the built-in ones.
	Spec string
	// Config is the model file; "" is the one beside the spec with the same name, if there is one.
	Config string
	// Path lists more directories in which modules are looked for.
	Path []string
	// Env are environment variables, each as name=value, that the spec sees besides those of the process.
	Env []string
	// FS is where the files are; nil is the file system of the machine.
	FS fs.FS

	// What another model gives to this one (a Mapping): the universe of its values, the values of constants, the text of a
	// model file.
	universe  *value.Universe
	constants map[string]value.Value
	model     string
}

// A loaded spec, before anything is compiled.
type loaded struct {
	spec     *resolve.Spec
	config   *config.Config
	universe *value.Universe
	rootFile *syntax.File
	files    map[string]*syntax.File
	warnings []string
}

// load reads and resolves everything.
func load(src Sources) (*loaded, error) {
	text, err := src.read(src.Spec)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no such file", src.Spec)
	}
	if err != nil {
		return nil, err
	}
	l := &loaded{universe: src.universe, files: map[string]*syntax.File{}}
	if l.universe == nil {
		l.universe = value.NewUniverse()
	}
	l.rootFile = text
	name := strings.TrimSuffix(filepath.Base(src.Spec), ".tla")
	l.files[name] = text
	if l.config, err = loadConfig(src, text); err != nil {
		return nil, err
	}
	dirs := append([]string{filepath.Dir(src.Spec)}, src.Path...)
	loader := resolve.LoaderFunc(func(module string) (*syntax.File, error) {
		if f := l.files[module]; f != nil {
			return f, nil
		}
		for _, dir := range dirs {
			f, err := src.read(filepath.Join(dir, module+".tla"))
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, err
			}
			l.files[module] = f
			return f, nil
		}
		return nil, nil
	})
	if l.spec, err = resolve.Load(name, loader, library.Modules()); err != nil {
		return nil, err
	}
	for _, m := range l.spec.Modules {
		if s := m.Syntax; s.Algorithm && !s.Translated && len(m.Variables) == 0 && m == l.spec.Root && l.config.Specification.Text != "" {
			return nil, &syntax.Error{Span: s.AlgorithmAt, Msg: "this PlusCal algorithm has no translation (BEGIN TRANSLATION … END TRANSLATION); translate it first"}
		}
	}
	l.order()
	return l, nil
}

// maxSource bounds the size of a text.
const maxSource = 64 << 20

// read reads a file.
func (src Sources) read(path string) (*syntax.File, error) {
	stat, read := os.Stat, os.ReadFile
	if src.FS != nil {
		path = filepath.ToSlash(path)
		stat = func(path string) (fs.FileInfo, error) { return fs.Stat(src.FS, path) }
		read = func(path string) ([]byte, error) { return fs.ReadFile(src.FS, path) }
	}
	info, err := stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s is a directory, not a file", path)
	}
	if info.Size() > maxSource {
		return nil, fmt.Errorf("%s has %d bytes; at most %d are read", path, info.Size(), maxSource)
	}
	b, err := read(path)
	if err != nil {
		return nil, err
	}
	return &syntax.File{Name: path, Src: string(b)}, nil
}

// loadConfig reads the model file.
func loadConfig(src Sources, root *syntax.File) (*config.Config, error) {
	if src.model != "" {
		return config.Parse(&syntax.File{Name: "model of " + src.Spec, Src: src.model})
	}
	path := src.Config
	if path == "" {
		path = strings.TrimSuffix(src.Spec, ".tla") + ".cfg"
		if _, err := src.read(path); errors.Is(err, fs.ErrNotExist) {
			name := strings.TrimSuffix(filepath.Base(src.Spec), ".tla")
			if f, ok := config.Embedded(root, name); ok {
				return config.Parse(f)
			}
			return config.Parse(&syntax.File{Name: path})
		}
	}
	f, err := src.read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no such file", path)
	}
	if err != nil {
		return nil, err
	}
	if e, ok := config.Embedded(f, strings.TrimSuffix(filepath.Base(path), ".tla")); ok && strings.HasSuffix(path, ".tla") {
		f = e
	}
	return config.Parse(f)
}

// order gives names their places in TLC's order: those of the model file, then words of the modules as they are read, a module
// before those that it names.
func (l *loaded) order() {
	l.universe.See(l.config.Names()...)
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		m := l.spec.Modules[name]
		if m == nil || seen[name] {
			return
		}
		seen[name] = true
		toks, err := syntax.Scan(m.Syntax.File, false)
		if err != nil {
			return // it was parsed, so this cannot be
		}
		var names []string
		for i := range toks {
			if k := toks[i].Kind; k == syntax.Ident || k == syntax.Str {
				names = append(names, toks[i].Text)
			}
		}
		l.universe.See(names...)
		for _, e := range m.Syntax.Extends {
			visit(e.Text)
		}
		syntax.Walk(m.Syntax, func(n syntax.Node) bool {
			if i, ok := n.(*syntax.Instance); ok {
				visit(i.Module.Text)
			}
			_, expr := n.(syntax.Expr)
			_, let := n.(*syntax.Let)
			return !expr || let
		})
	}
	visit(l.spec.Root.Name())
	for _, m := range l.spec.Order {
		visit(m.Name())
	}
}
