package cmd_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/cmd"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/impl/twophase"
	"github.com/synod-go/synod/model"
)

// ran runs the command with some protocols.
func ran(protocols []*model.Protocol, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = cmd.Run(context.Background(), args, nil, &out, &errs, protocols...)
	return code, out.String(), errs.String()
}

// A program knows the protocols that it is given, and no others.
func TestProtocolsAreThoseOfTheProgram(t *testing.T) {
	mine := []*model.Protocol{&twophase.Protocol}
	code, out, errs := ran(mine, "mine", "-protocol", "twophase")
	require.Equal(t, exitOK, code, errs)
	require.Contains(t, out, "NO VIOLATION. Complete")
	code, _, errs = ran(mine, "mine", "-protocol", "raft")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, `unknown protocol "raft"; there are twophase`)
	_, out, _ = ran(mine, "mine", "-list")
	require.NotContains(t, out, "raft\n")
	code, _, errs = ran(mine, "mine", "-protocol", "twophase", "-terms", "3")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "there is no flag -terms")

	code, _, errs = ran(nil, "mine", "-protocol", "raft")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, `unknown protocol "raft"; there are none`)
	code, _, errs = ran(nil, "mine", "claims")
	require.Equal(t, exitUsage, code, "claims of no protocol are not all as expected")
	require.Contains(t, errs, "no protocol")

	bare := twophase.Protocol
	bare.Mutants = nil
	bare.New = func(s model.Settings) (*model.System, error) {
		sys, err := twophase.Protocol.New(s)
		if err == nil {
			sys.Properties = nil
		}
		return sys, err
	}
	code, out, errs = ran([]*model.Protocol{&bare}, "mine", "claims")
	require.Equal(t, exitUsage, code, "no claims are not all as expected")
	require.Contains(t, errs, "there is no claim to check: twophase has no property and no mutant")
	require.Empty(t, out)
}

// The printed commands call the program as it was called.
func TestPrintedCommandsCallTheProgramAsItWasCalled(t *testing.T) {
	mine := []*model.Protocol{&raft.Protocol}
	code, out, _ := ran(mine, "./bin/mine", "-protocol", "raft", "-mutant", "forget-vote", "-o", t.TempDir())
	require.Equal(t, exitViolation, code)
	require.Regexp(t, `(?m)^replay    \./bin/mine replay /`, out)
	_, out, _ = ran(mine, "/tmp/go-build1/b001/exe/mine", "-protocol", "raft", "-mutant", "forget-vote", "-o", t.TempDir())
	require.Regexp(t, `(?m)^replay    go run \S+ replay /`, out)
}

// Protocols that the command line cannot tell apart are refused.
func TestProtocolsThatCannotStandBesideEachOther(t *testing.T) {
	param := func(name string, byDefault any) *model.Protocol {
		return &model.Protocol{Name: "other", New: twophase.Protocol.New, Params: []model.Param{{Name: name, Default: byDefault, Max: 9}}}
	}
	for want, list := range map[string][]*model.Protocol{
		"protocol 2 of the program is nil":                                                              {&raft.Protocol, nil},
		`the program has two protocols with the name "raft"`:                                            {&raft.Protocol, &raft.Protocol},
		"protocol 1 of the program has no name":                                                         {{}},
		"protocol bare of the program has no function New":                                              {{Name: "bare"}},
		`the setting "depth" has the name of a flag of the program`:                                     {param("depth", 1)},
		`the setting "steps" has the name of a flag of the program`:                                     {param("steps", 1)},
		`protocols raft and other both have a setting "terms", and it is a switch in one of them alone`: {&raft.Protocol, param("terms", false)},
	} {
		code, out, errs := ran(list, "mine", "-list")
		require.Equal(t, exitUsage, code, want)
		require.Contains(t, errs, want)
		require.Empty(t, out)
	}
}
