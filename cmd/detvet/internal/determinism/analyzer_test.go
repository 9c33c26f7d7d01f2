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

// withoutFacts does not ask that every fact be expected in a comment: nearly
// every function has one. What they say is tested by package across, which is
// what they are for.
type withoutFacts struct{ *testing.T }

func (t withoutFacts) Errorf(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !strings.Contains(text, ": unexpected fact: ") {
		t.T.Error(text)
	}
}
