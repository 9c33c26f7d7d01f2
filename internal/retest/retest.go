// Package retest has the command line with which the test that saved a run replays it.
package retest

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/synod-go/synod/internal/quote"
)

// Env names the environment variable that makes a test replay a saved run: its value is
// the path of the file.
const Env = "SYNOD_REPLAY"

// The keys in a trace's Meta.Extra of the test that saved it, and of its package.
const (
	MetaTest    = "test"
	MetaPackage = "package"
)

// Command is the command line that replays the run in a file, by its absolute path, in
// the test that saved it. A package that is not known is looked for in the module at
// hand.
func Command(test, pkg, path string) string {
	levels := strings.Split(test, "/")
	for i, l := range levels {
		levels[i] = "^" + regexp.QuoteMeta(l) + "$"
	}
	return fmt.Sprintf("%s=%s go test -v -run %s %s",
		Env, quote.Path(path), quote.Shell(strings.Join(levels, "/")), quote.Path(cmp.Or(pkg, "./...")))
}
