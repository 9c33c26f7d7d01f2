package cmd

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/tla/syntax"
)

// Tools of continuous integration show a place beside a line of the repository, and know
// files by their paths there. A report has only places that they can show: the modules
// of TLA+ that stand in this program and the packages of other modules are left out.

// locate keeps of the places of a report the first that is in the repository.
func (t *tool) locate(r *report.Report) {
	for i := range r.Violations {
		v := &r.Violations[i]
		places := v.Places
		v.Places = nil
		for _, p := range places {
			if at := located(p); at.File != "" {
				v.Places = []report.Place{at}
				break
			}
		}
	}
	if v := r.Validation; v != nil && v.Misfit != nil {
		v.Misfit.Place = located(v.Misfit.Place)
	}
}

// located returns a place with the path of its file in the repository; nowhere if the
// file is not there.
func located(p report.Place) report.Place {
	if p.File == "" {
		return report.Place{}
	}
	file, err := filepath.Abs(p.File)
	if err != nil {
		return report.Place{}
	}
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return report.Place{}
	}
	path, err := filepath.Rel(repository(), file)
	if path = filepath.ToSlash(path); err != nil || path == ".." || strings.HasPrefix(path, "../") {
		return report.Place{}
	}
	return report.Place{File: path, Line: p.Line}
}

// repository is the root of the working directory's repository, or the working directory
// if it is in none.
func repository() string {
	here, err := os.Getwd()
	if err != nil {
		return ""
	}
	for at := here; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if filepath.Dir(at) == at {
			return here
		}
	}
}

// placeOf is where a part of a spec stands.
func placeOf(s syntax.Span) report.Place {
	if s.File == nil {
		return report.Place{}
	}
	return report.Place{File: s.File.Name, Line: int(s.Start.Line)}
}
