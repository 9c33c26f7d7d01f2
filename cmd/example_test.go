package cmd_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/synod-go/synod/cmd"
	"github.com/synod-go/synod/model"
)

// Lamp is turned on by its timer.
type Lamp struct{ On bool }

func (l *Lamp) Start(env model.Env)                            { env.SetTimer("switch") }
func (l *Lamp) Timeout(model.Env, model.Timer)                 { l.On = true }
func (l *Lamp) Receive(model.Env, model.NodeID, model.Message) {}

var lamps = model.Protocol{
	Name:   "lamps",
	Doc:    "lamps that go on at any time",
	Params: []model.Param{{Name: "lamps", Doc: "how many there are", Default: 3, Min: 1, Max: 9}},
	New: func(s model.Settings) (*model.System, error) {
		return &model.System{
			Groups: []model.Group{{
				Prefix: "L", Count: s.Int("lamps"),
				New: func(model.NodeID) model.Node { return &Lamp{} },
			}},
			Properties: []model.Property{{Name: "one-is-on", Check: model.Pairwise(oneIsOn)}},
		}, nil
	},
}

func oneIsOn(a, b model.View[*Lamp]) model.Verdict {
	if a.Node.On && b.Node.On {
		return model.Violated("%s and %s are both on", a.Name, b.Name)
	}
	return model.Holds
}

// A program that explores this protocol has the main function
//
//	func main() { cmd.Main(&lamps) }
//
// Run runs the same command line with arguments and output of the caller.
func ExampleRun() {
	dir, err := os.MkdirTemp("", "lamps")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	args := []string{"lamps", "-protocol", "lamps", "-lamps", "2", "-o", dir}
	var report bytes.Buffer
	code := cmd.Run(context.Background(), args, os.Stdin, &report, os.Stderr, &lamps)
	for line := range strings.Lines(report.String()) {
		if strings.HasPrefix(line, "VIOLATION") {
			fmt.Print(line)
		}
	}
	fmt.Println("exit code", code)
	// Output:
	// VIOLATION: one-is-on after 2 steps.
	// exit code 1
}
