// Detvet reports what makes the handlers of a model.Node nondeterministic: map
// iteration whose order gets out, clocks, randomness, goroutines, package
// variables, addresses, and messages that share memory with their sender.
//
//	go get -tool github.com/synod-go/synod/cmd/detvet
//	go vet -vettool=$(go tool -n detvet) ./...
//
// The explorer runs every handler twice and notices when the runs differ. That
// is the stronger check where it reaches; this one also sees what bounds and
// luck hide: a map that has two elements only in large systems, two runs that
// happened to agree, memory that is shared only on a real network.
//
// The rules are in docs/detvet.md and in the analyzer's own documentation
// (detvet -help).
package main

import (
	"golang.org/x/tools/go/analysis/singlechecker"

	"github.com/synod-go/synod/cmd/detvet/internal/determinism"
)

func main() { singlechecker.Main(determinism.Analyzer) }
