package synod

import "context"

// T is what a check needs of a test; *testing.T has it.
type T interface {
	Helper()
	Name() string
	Context() context.Context
	ArtifactDir() string
	Failed() bool
	FailNow()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Logf(format string, args ...any)
}
