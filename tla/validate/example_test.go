package validate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/synod-go/synod/tla/validate"
)

// The second client takes the lock while the first one has it. Lock.tla is the spec,
// and TraceLock.tla beside it says what a line of the log means.
func ExampleRun() {
	dir, err := os.MkdirTemp("", "log")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "lock.ndjson")
	log := `{"do":"take","client":"a","taken":1}
{"do":"give","client":"a"}
{"do":"take","client":"b","taken":2}
{"do":"take","client":"a","taken":2}
`
	if err := os.WriteFile(path, []byte(log), 0o666); err != nil {
		panic(err)
	}
	report, err := validate.Run(context.Background(), path,
		validate.Options{Spec: filepath.Join("testdata", "Lock.tla")})
	if err != nil {
		panic(err)
	}
	fmt.Println(report.Verdict, "after", report.Matched, "of", report.Events, "events")
	fmt.Println("does not fit:", report.Misfit.Text)
	// Output:
	// rejected after 3 of 4 events
	// does not fit: {"do":"take","client":"a","taken":2}
}
