package determinism_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/synod-go/synod/cmd/detvet/internal/determinism"
)

func TestAnalyzer(t *testing.T) {
	if err := analysis.Validate([]*analysis.Analyzer{determinism.Analyzer}); err != nil {
		t.Fatal(err)
	}
	analysistest.Run(withoutFacts{t}, analysistest.TestData(), determinism.Analyzer,
		"example.com/handlers",
		"example.com/across",
		"example.com/outside",
		"example.com/globals",
		"example.com/sharing",
		"example.com/results",
		"example.com/flow",
		"example.com/maporder",
		"example.com/ignore",
		"example.com/comparators",
		"example.com/hidden",
		"example.com/addresses",
		"example.com/interfaces",
		"example.com/known",
		"example.com/slips",
		"example.com/careful",
	)
}

// A package model without the interfaces would leave no handlers to look at.
func TestForeignModel(t *testing.T) {
	dir, cleanup, err := analysistest.WriteFiles(map[string]string{
		"github.com/synod-go/synod/model/model.go": "package model\n\ntype Env interface{}\n",
		"example.com/node/node.go":                 "package node\n\nimport \"github.com/synod-go/synod/model\"\n\nvar _ model.Env\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	defer cleanup()
	var got complaints
	analysistest.Run(&got, dir, determinism.Analyzer, "example.com/node")
	const want = "package github.com/synod-go/synod/model has no interfaces Env and Node"
	if !strings.Contains(strings.Join(got, "\n"), want) {
		t.Errorf("analyzing a package with another model: %q; want an error with %q", got, want)
	}
}

type complaints []string

func (c *complaints) Errorf(format string, args ...any) {
	*c = append(*c, fmt.Sprintf(format, args...))
}

// withoutFacts does not ask that every fact be expected in a comment: nearly
// every function has one. What they say is tested by package across, which is
// what they are for.
type withoutFacts struct{ *testing.T }

func (t withoutFacts) Errorf(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !strings.Contains(text, ": unexpected fact: ") {
		t.T.Error(text)
	}
}
