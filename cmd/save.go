package cmd

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/synod-go/synod/internal/quote"
)

// toolVersion names Synod as it was built into this program.
func toolVersion() string {
	if m := builtWith(); m != nil && m.Version != "" {
		return "synod explore " + m.Version
	}
	return "synod explore"
}

// builtWith is Synod's module as it was built into this program; nil if that is not
// known.
func builtWith() *debug.Module {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	for _, m := range append([]*debug.Module{&info.Main}, info.Deps...) {
		if m.Path == synodPath {
			return m
		}
	}
	return nil
}

// writeSaved says where a run was saved, and what can be done with it.
func (t *tool) writeSaved(w io.Writer, path string) {
	fmt.Fprintf(w, "\nsaved to  %s\nreplay    %s\ninspect   %s\n", quote.Line(path), t.commandLine("replay", path), t.commandLine("inspect", path))
}

// called puts how this program is called into a text that has PROGRAM for it.
func (t *tool) called(text string) string { return strings.ReplaceAll(text, "PROGRAM", t.self) }

// commandLine is the command that does something with a saved run: this program,
// as it was started.
func (t *tool) commandLine(command, path string) string {
	return t.self + " " + command + " " + quote.Path(path)
}

// calledAs returns how a program is called again that was called as arg0. One that
// go run built lies in a directory that is gone when it ends.
func calledAs(arg0 string) string {
	if !strings.Contains(filepath.ToSlash(arg0), "/go-build") {
		return quote.Shell(arg0)
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Path == "" {
		return "go run ."
	}
	if rest, inside := strings.CutPrefix(info.Path, info.Main.Path); inside && moduleHere() == info.Main.Path {
		return "go run " + quote.Shell("."+rest)
	}
	return "go run " + quote.Shell(info.Path)
}

// moduleHere returns the path of the module whose root is the working directory, or "".
func moduleHere() string {
	text, err := os.ReadFile("go.mod")
	if err != nil {
		return ""
	}
	return moduleIn(string(text))
}

// moduleIn returns the path of the module of a go.mod, or "".
func moduleIn(text string) string {
	for line := range strings.Lines(text) {
		if path, found := strings.CutPrefix(line, "module "); found {
			return strings.TrimSpace(path)
		}
	}
	return ""
}
