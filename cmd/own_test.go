package cmd_test

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/cmd"
	"github.com/synod-go/synod/cmd/internal/starter/module/lock"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/impl/twophase"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
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
	bare.Mutants, bare.Claims = nil, nil
	bare.New = func(s model.Settings) (*model.System, error) {
		sys, err := twophase.Protocol.New(s)
		if err == nil {
			sys.Properties = nil
		}
		return sys, err
	}
	code, out, errs = ran([]*model.Protocol{&bare}, "mine", "claims")
	require.Equal(t, exitUsage, code, "no claims are not all as expected")
	require.Contains(t, errs, "there is no claim to check: twophase has no property that it promises by itself and no mutant")
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
		`protocol 1 of the program has the name "my proto"; accepted are names without spaces`:          {{Name: "my proto", New: twophase.Protocol.New}},
		`protocol 1 of the program has the name "-x"`:                                                   {{Name: "-x", New: twophase.Protocol.New}},
		`protocol other: a setting has the name "my x"`:                                                 {param("my x", 1)},
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

// A New that panics, or makes nothing, is the user's mistake and not one of the command.
func TestConstructorsThatFail(t *testing.T) {
	panics := &model.Protocol{Name: "p", New: func(s model.Settings) (*model.System, error) { s.Int("nosuch"); return nil, nil }}
	code, _, errs := ran([]*model.Protocol{panics}, "mine", "-protocol", "p")
	require.Equal(t, exitUsage, code, errs)
	require.Contains(t, errs, "New, which makes the protocol's system, panicked: ")
	require.Contains(t, errs, "cmd/own_test.go:")
	require.NotContains(t, errs, "internal error")
	nothing := &model.Protocol{Name: "p", New: func(model.Settings) (*model.System, error) { return nil, nil }}
	for _, args := range [][]string{{"-protocol", "p"}, {"claims"}, {"serve", "-protocol", "p"}, {"record", "-protocol", "p"}} {
		code, _, errs = ran([]*model.Protocol{nothing}, append([]string{"mine"}, args...)...)
		require.Equal(t, exitUsage, code, args)
		require.Contains(t, errs, "protocol p: New returned neither a system nor an error")
	}
}

// The help, and what is refused, speak of the program as it was called.
func TestHelpIsThatOfTheProgram(t *testing.T) {
	mine := []*model.Protocol{&lock.Protocol}
	explore := regexp.MustCompile(`(?m)(^|[^-.\w])explore( -| [a-z]+ -| (replay|inspect|render|shrink|gotest|serve|claims|tla|record|validate|conform|cluster|node|init|completion|help)\b|:)`)
	_, list, _ := ran(mine, "./bin/mine", cmd.CompletionFlag)
	commands := 0
	for line := range strings.Lines(list) {
		name, _, _ := strings.Cut(line, ":")
		if strings.HasPrefix(name, "-") {
			continue
		}
		commands++
		_, out, errs := ran(mine, "./bin/mine", "help", name)
		require.Empty(t, errs)
		require.NotRegexp(t, explore, out, name)
		require.Contains(t, out, "mine "+strings.Replace(name, "help", "-protocol", 1))
		_, out, errs = ran(mine, "./bin/mine", name, "-nosuch")
		require.NotRegexp(t, explore, out+errs, name)
		require.NotContains(t, errs, "explore", name)
	}
	require.Equal(t, 18, commands)
	for want, args := range map[string][]string{
		"mine: -protocol is missing; there are lock (./bin/mine -list says more)\n":                           {},
		"mine: unknown command \"nosuch\"; ./bin/mine -help lists the commands":                               {"nosuch"},
		"mine: flags of claims stand behind it: ./bin/mine claims …; ./bin/mine help claims lists them\n":     {"-depth", "3", "claims"},
		"mine: a spec is missing: ./bin/mine tla SPEC.tla\n":                                                  {"tla"},
		"mine: protocol lock has no TLA+ spec that it is held against; a Mapping in its model.Protocol names": {"conform", "-protocol", "lock"},
	} {
		_, _, errs := ran(mine, append([]string{"./bin/mine"}, args...)...)
		require.Contains(t, errs, want)
	}
}

// savedByTest saves the counterexample of a system as synod.Check does in a test.
func savedByTest(t *testing.T, sys *model.System) string {
	t.Helper()
	r, err := synod.Explore(t.Context(), sys, synod.Options{})
	require.NoError(t, err)
	require.NotNil(t, r.Violation)
	saved := r.Violation.Trace
	saved.Meta.Extra = map[string]string{synod.MetaTest: "TestLock/of two", "package": "example.com/locks/lock"}
	path := filepath.Join(t.TempDir(), "TestLock.itf.json")
	require.NoError(t, traces.WriteFile(path, saved))
	return path
}

// A run that a test saved of a protocol's system is one that the command takes.
func TestRunsThatTestsSaveAreTaken(t *testing.T) {
	mine := []*model.Protocol{&twophase.Protocol, &lock.Protocol}
	path := savedByTest(t, lock.Protocol.With("-mutant any-grant -crashes 0"))
	for want, args := range map[string][]string{
		"mutual-exclusion is violated again": {"replay", path},
		"MINIMAL: no step can be left out":   {"shrink", path, "-o", filepath.Join(t.TempDir(), "short.itf.json")},
		"lock.Protocol.System(\"any-grant\"": {"gotest", path},
		"REACHED: held after":                {"-from", path, "-until", "held", "-o", t.TempDir()},
	} {
		_, out, errs := ran(mine, append([]string{"mine"}, args...)...)
		require.Empty(t, errs)
		require.Contains(t, out, want)
	}
	live, err := cmd.LiveOf(mine, read(t, path))
	require.NoError(t, err)
	meta := live.Trace().Meta
	require.Equal(t, "lock any-grant 0", meta.Protocol+" "+meta.Mutant+" "+meta.Settings["crashes"])

	// The code departs: the test may have another system.
	s := read(t, path)
	s.Meta.Mutant = ""
	require.NoError(t, traces.WriteFile(path, s))
	code, out, _ := ran(mine, "mine", "replay", path)
	require.Equal(t, exitViolation, code)
	command := "SYNOD_REPLAY=" + path + " go test -v -run '^TestLock$/^of two$' example.com/locks/lock"
	require.Contains(t, out, "a test saved the run; if it changes what the protocol makes, replay the run there:\n  "+command+"\n")

	// A program that has not the protocol says where the run can be taken all the same.
	code, _, errs := ran(mine[:1], "mine", "replay", path)
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, `unknown protocol "lock"; there are twophase; the test that saved it replays it: `+command)
}

// A system that no protocol made is known to its test alone, and the command says how
// that replays the run; a picture of it needs no system.
func TestRunsOfSystemsOfATestAlone(t *testing.T) {
	sys := lock.Protocol.With("-mutant any-grant")
	sys.Protocol, sys.Mutant, sys.Settings = "", "", nil
	path := savedByTest(t, sys)
	command := "SYNOD_REPLAY=" + path + " go test -v -run '^TestLock$/^of two$' example.com/locks/lock\n"
	mine := []*model.Protocol{&lock.Protocol}
	for _, args := range [][]string{{"replay", path}, {"shrink", path}, {"gotest", path}, {"-from", path}} {
		code, out, errs := ran(mine, append([]string{"mine"}, args...)...)
		require.Equal(t, exitUsage, code)
		require.Empty(t, out)
		require.Contains(t, errs, "no protocol made its system, and only its test knows it")
		require.True(t, strings.HasSuffix(errs, "; the test that saved it replays it: "+command), errs)
		require.Equal(t, 1, strings.Count(errs, "\n"))
	}
	for want, args := range map[string][]string{
		"<svg": {"render", path, "-format", "svg"}, "mutual-exclusion": {"render", path, "-format", "txt"},
		"synod.Rerun(t, voters(3), \"mutual-exclusion\"": {"gotest", path, "-system", "voters(3)"},
	} {
		code, out, errs := ran(mine, append([]string{"mine"}, args...)...)
		require.Equal(t, exitOK, code, errs)
		require.Contains(t, out, want)
	}
}

func read(t *testing.T, path string) *traces.Trace {
	t.Helper()
	saved, err := traces.ReadFile(path)
	require.NoError(t, err)
	return saved
}
