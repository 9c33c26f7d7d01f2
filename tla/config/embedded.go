package config

import (
	"regexp"
	"strings"

	"github.com/synod-go/synod/tla/syntax"
)

// Embedded finds a model file inside a module file: the lines between ---- CONFIG name ---- and ====. Its lines keep
// their numbers. ok is false when there is none.
func Embedded(file *syntax.File, name string) (_ *syntax.File, ok bool) {
	begin := regexp.MustCompile(`^-----*\s*CONFIG\s+` + regexp.QuoteMeta(name) + `\s*-----*\s*$`)
	lines := strings.Split(file.Src, "\n")
	for i, line := range lines {
		end := ok && strings.HasPrefix(line, "====")
		if end {
			lines = lines[:i]
			break
		}
		if !ok {
			ok = begin.MatchString(line)
			lines[i] = ""
		}
	}
	if !ok {
		return nil, false
	}
	return &syntax.File{Name: file.Name, Src: strings.Join(lines, "\n")}, true
}
