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
	for _, pkg := range []string{
		"handlers",
		"across",
		"outside",
		"globals",
		"sharing",
		"flow",
		"maporder",
		"ignore",
		"comparators",
		"hidden",
		"addresses",
		"interfaces",
		"known",
	} {
		t.Run(pkg, func(t *testing.T) {
			analysistest.Run(withoutFacts{t}, analysistest.TestData(), determinism.Analyzer, "example.com/"+pkg)
		})
	}
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
