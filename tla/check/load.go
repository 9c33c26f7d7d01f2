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
	// Path lists more directories in which modules are looked for, but not the standard ones (Naturals, FiniteSets, …).
	Path []string
	// Env are environment variables, each as name=value, that the spec sees besides those of the process.
	Env []string
	// ExactJSON refuses numbers with a fraction in files that the spec reads. Otherwise the fraction is cut off, as TLC does, and a
	// warning says so.
	ExactJSON bool
	// FS is where the files are; nil is the file system of the machine.
	FS fs.FS

	// What another model gives to this one (a Mapping): the universe of its values, the values of constants, the text of a
	// model file. root is the text of the root module, if Spec is no file.
	universe    *value.Universe
	constants   map[string]value.Value
	model, root string
	// tuning is for tests and measurements.
	tuning tuning
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
func load(w *work, src Sources) (*loaded, error) {
	text, err := src.readRoot()
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
		if err := w.pause(); err != nil {
			return nil, err
		}
		if f := l.files[module]; f != nil {
			return f, nil
		}
		for i, dir := range dirs {
			if i > 0 && standard[module] {
				break
			}
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
		if src, ok := library.Text(module); ok {
			l.files[module] = &syntax.File{Name: module + ".tla", Src: src}
		}
		return l.files[module], nil
	})
	if l.spec, err = resolve.Load(name, loader, library.Modules()); err != nil {
		return nil, err
	}
	l.order()
	return l, nil
}

// standard are the modules of TLA+ itself, whose definitions TLC does not read either. A directory of Path can have their texts, as that of
// the TLA+ proof system does; one of the same name beside the spec is meant.
var standard = map[string]bool{
	"Naturals": true, "Integers": true, "Reals": true, "Sequences": true, "FiniteSets": true, "Bags": true, "TLC": true, "TLCExt": true,
	"Randomization": true, "Json": true, "RealTime": true,
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

func (src Sources) readRoot() (*syntax.File, error) {
	if src.root != "" {
		return &syntax.File{Name: src.Spec, Src: src.root}, nil
	}
	return src.read(src.Spec)
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

// order gives names their places in TLC's order: those of the model file, then the names and numbers in the texts of the modules in the
// order in which they are parsed, then the strings, in the order in which modules are given their meaning: a module after those that it
// names.
func (l *loaded) order() {
	l.universe.See(l.config.Names()...)
	w := wordOrder{l: l, units: map[string]*unitWords{}, resolved: map[[2]string]bool{}}
	root := l.spec.Root.Name()
	w.parse(root)
	for {
		by, name, ok := w.unresolved(root, map[string]bool{}, false)
		if !ok {
			by, name, ok = w.unresolved(root, map[string]bool{}, true)
		}
		if !ok {
			break
		}
		w.parse(name)
		w.resolved[[2]string{by, name}] = true
	}
	w.mean(root, map[string]bool{})
}

// wordOrder works out in which order SANY comes upon words.
type wordOrder struct {
	l        *loaded
	units    map[string]*unitWords
	resolved map[[2]string]bool // which of the modules that a module names are read
}

type unitWords struct{ extends, instances, strings []string }

// parse sees the names of a module, unless it was parsed before.
func (w *wordOrder) parse(name string) {
	if w.units[name] != nil {
		return
	}
	u := &unitWords{}
	w.units[name] = u
	m := w.l.spec.Modules[name]
	if m == nil {
		var names []string
		u.extends, u.instances, names = library.Words(name)
		w.l.universe.See(names...)
		return
	}
	toks, err := syntax.Scan(m.Syntax.File, false)
	if err != nil {
		return // it was parsed, so this cannot be
	}
	for i := range toks {
		switch toks[i].Kind {
		case syntax.Ident, syntax.Num:
			w.l.universe.See(toks[i].Text)
		case syntax.Str:
			u.strings = append(u.strings, toks[i].Text)
		}
	}
	inner := map[string]bool{}
	for _, e := range m.Syntax.Extends {
		u.extends = append(u.extends, e.Text)
	}
	syntax.Walk(m.Syntax, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Module:
			inner[n.Name.Text] = true
		case *syntax.Instance:
			if !inner[n.Module.Text] {
				u.instances = append(u.instances, n.Module.Text)
			}
		}
		_, expr := n.(syntax.Expr)
		_, let := n.(*syntax.Let)
		return !expr || let
	})
}

// unresolved is the module that is read next, and by which it is named: one that is extended, or one of which there is an instance.
func (w *wordOrder) unresolved(at string, seen map[string]bool, instances bool) (by, name string, ok bool) {
	u := w.units[at]
	if u == nil || seen[at] {
		return "", "", false
	}
	seen[at] = true
	wanted := u.extends
	if instances {
		wanted = u.instances
	}
	for _, n := range wanted {
		if !w.resolved[[2]string{at, n}] {
			return at, n, true
		}
	}
	for _, list := range [][]string{u.extends, u.instances} {
		for _, n := range list {
			if w.resolved[[2]string{at, n}] {
				if by, name, ok = w.unresolved(n, seen, instances); ok {
					return by, name, true
				}
			}
		}
	}
	return "", "", false
}

// mean sees the strings of a module, after those of the modules that it names.
func (w *wordOrder) mean(at string, seen map[string]bool) {
	u := w.units[at]
	if u == nil || seen[at] {
		return
	}
	seen[at] = true
	for _, list := range [][]string{u.extends, u.instances} {
		for _, n := range list {
			w.mean(n, seen)
		}
	}
	w.l.universe.See(u.strings...)
}
