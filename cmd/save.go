package cmd

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/search"
	"github.com/synod-go/synod/traces"
)

// save writes a counterexample, the i-th one, with what is needed to take its steps
// again, to the directory for traces, which is made if need be.
func (r *request) save(v *search.Violation, i int) (path string, err error) {
	meta := &v.Trace.Meta
	meta.Tool = toolVersion()
	meta.Protocol, meta.Mutant, meta.Settings = r.protocol.Name, r.mutantName(), r.settings
	if err := os.MkdirAll(r.out, 0o777); err != nil {
		return "", err
	}
	name := r.protocol.Name
	if r.mutant != nil {
		name += "-" + r.mutant.Name
	}
	if r.start != "" {
		name += "-from" // never the name of the run that it started from
	}
	path = filepath.Join(r.out, name+"-"+v.Property+nth(i)+".itf.json")
	if err := traces.WriteFile(path, v.Trace); err != nil {
		return "", err
	}
	return path, nil
}

// toolVersion names this program as it was built.
func toolVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "synod explore"
	}
	return "synod explore " + info.Main.Version
}

// writeSaved says where a run was saved, and what can be done with it.
func (t *tool) writeSaved(w io.Writer, path string) {
	fmt.Fprintf(w, "\nsaved to  %s\nreplay    %s\ninspect   %s\n", quote.Line(path), t.commandLine("replay", path), t.commandLine("inspect", path))
}

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
	for line := range strings.Lines(string(text)) {
		if path, found := strings.CutPrefix(line, "module "); found {
			return strings.TrimSpace(path)
		}
	}
	return ""
}
