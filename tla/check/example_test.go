package check_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/synod-go/synod/tla/check"
)

const counter = `---- MODULE Counter ----
EXTENDS Naturals
VARIABLE n
Init == n = 0
Up == n < 5 /\ n' = n + 1
Reset == n = 5 /\ n' = 0
Next == Up \/ Reset
Spec == Init /\ [][Next]_n
Small == n < 3
====
`

// The files of a spec can be on disk, or in any other fs.FS.
func Example() {
	model, err := check.Load(check.Sources{Spec: "Counter.tla", FS: fstest.MapFS{
		"Counter.tla": {Data: []byte(counter)},
		"Counter.cfg": {Data: []byte("SPECIFICATION Spec\nINVARIANT Small\n")},
	}})
	if err != nil {
		panic(err)
	}
	report, err := model.Check(context.Background(), check.Options{})
	if err != nil {
		panic(err)
	}
	v := report.Violation
	fmt.Printf("%s is violated after %d steps\n", v.Property, v.Length())
	for _, s := range v.Trace.States {
		fmt.Println(s.Vars)
	}
	// Output:
	// Small is violated after 3 steps
	// {n: 0}
	// {n: 1}
	// {n: 2}
	// {n: 3}
}
