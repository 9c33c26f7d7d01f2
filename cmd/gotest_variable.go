package cmd

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/model"
)

// variableOf returns the variable that has a protocol, as another package names it, and
// the path by which that imports it. The package is the one whose code makes the system.
// Its source says what the variable is called; where there is no source, it is called
// Protocol in a package that is called as its directory.
func variableOf(p *model.Protocol) (path, name string, err error) {
	path, dir := makerOf(p)
	files := parsed(dir)
	var found []variable
	for _, f := range files {
		found = append(found, protocolsIn(f)...)
	}
	named := slices.DeleteFunc(slices.Clone(found), func(v variable) bool { return v.protocol != p.Name })
	switch {
	case path == "main":
		err = fmt.Errorf("protocol %s is in package main, which no test can import", p.Name)
	case len(files) == 0:
		return path, filepath.Base(path) + ".Protocol", nil
	case len(named) == 1:
		return path, named[0].name, nil
	case len(found) == 1:
		return path, found[0].name, nil
	default:
		err = fmt.Errorf("package %s has no variable that is plainly the protocol %s", path, p.Name)
	}
	return "", "", fmt.Errorf("%w; say how the test makes the system: -%s EXPR", err, flagSystem)
}

// makerOf returns the path of the package whose code makes a protocol's systems, and where its
// source lay when this program was built.
func makerOf(p *model.Protocol) (path, dir string) {
	maker := runtime.FuncForPC(reflect.ValueOf(p.New).Pointer())
	file, _ := maker.FileLine(maker.Entry())
	return importPath(maker.Name()), filepath.Dir(file)
}

// importPath is the path of the package of a function, of which the runtime knows the
// name. It writes dots of the path's last element as %2e.
func importPath(function string) string {
	slash := strings.LastIndex(function, "/")
	before, _, _ := strings.Cut(function[slash+1:], ".")
	path := function[:slash+1] + before
	if plain, err := url.PathUnescape(path); err == nil {
		return plain
	}
	return path
}

// parsed are the files of the package in a directory, but its tests.
func parsed(dir string) (files []*ast.File) {
	names, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	slices.Sort(names)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution); err == nil {
			files = append(files, f)
		}
	}
	return files
}

// variable is an exported variable that has a protocol.
type variable struct{ name, protocol string }

// protocolsIn returns the exported variables of a file that are literals of
// model.Protocol. The name of a protocol is known where it is a literal, too.
func protocolsIn(f *ast.File) (list []variable) {
	for _, d := range f.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.VAR {
			continue
		}
		for _, s := range decl.Specs {
			spec := s.(*ast.ValueSpec)
			for i, value := range spec.Values {
				if u, ok := value.(*ast.UnaryExpr); ok && u.Op == token.AND {
					value = u.X
				}
				lit, ok := value.(*ast.CompositeLit)
				if !ok || !isProtocol(lit.Type) || i >= len(spec.Names) || !spec.Names[i].IsExported() {
					continue
				}
				list = append(list, variable{f.Name.Name + "." + spec.Names[i].Name, nameIn(lit)})
			}
		}
	}
	return list
}

// isProtocol reports whether a type is spelled as model.Protocol is, by any name of the
// package.
func isProtocol(e ast.Expr) bool {
	s, ok := e.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Protocol"
}

// nameIn is the field Name of a literal; "" where it is no literal string.
func nameIn(lit *ast.CompositeLit) string {
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Name" {
			if b, ok := kv.Value.(*ast.BasicLit); ok && b.Kind == token.STRING {
				text, _ := strconv.Unquote(b.Value)
				return text
			}
		}
	}
	return ""
}
