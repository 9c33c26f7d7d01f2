package determinism

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// ignoreWord begins the comment that silences a line.
const ignoreWord = "//detvet:ignore"

// line is a line of a source file.
type line struct {
	file string
	n    int
}

// ignores holds the lines that comments silence.
type ignores struct {
	pass  *analysis.Pass
	lines map[line]bool
	bare  []token.Pos // comments that lack a reason
}

func findIgnores(pass *analysis.Pass) *ignores {
	ig := &ignores{pass: pass, lines: map[line]bool{}}
	for _, f := range pass.Files {
		var code map[int]bool
		for _, g := range f.Comments {
			for _, com := range g.List {
				reason, ok := strings.CutPrefix(com.Text, ignoreWord)
				if !ok {
					continue
				}
				if strings.TrimSpace(reason) == "" {
					ig.bare = append(ig.bare, com.Pos())
				}
				if code == nil {
					code = codeLines(pass.Fset, f)
				}
				at := pass.Fset.Position(com.Pos())
				if !code[at.Line] {
					at.Line++ // alone on its line, it means the next one
				}
				ig.lines[line{at.Filename, at.Line}] = true
			}
		}
	}
	return ig
}

// has reports whether findings at pos are silenced.
func (ig *ignores) has(pos token.Pos) bool {
	if len(ig.lines) == 0 {
		return false
	}
	at := ig.pass.Fset.Position(pos)
	return ig.lines[line{at.Filename, at.Line}]
}

// reportBare asks for the reasons that are missing.
func (ig *ignores) reportBare() {
	for _, pos := range ig.bare {
		ig.pass.Reportf(pos, "%s needs a reason", strings.TrimPrefix(ignoreWord, "//"))
	}
}

// codeLines returns the lines of f that contain code.
func codeLines(fset *token.FileSet, f *ast.File) map[int]bool {
	lines := map[int]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		}
		lines[fset.Position(n.Pos()).Line] = true
		lines[fset.Position(n.End()).Line] = true
		return true
	})
	return lines
}
