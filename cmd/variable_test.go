package cmd

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/cmd/internal/starter/module/lock"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
)

// The path of a package is told by a function of it.
func TestImportPath(t *testing.T) {
	for function, want := range map[string]string{
		"example.com/locks/lock.system":               "example.com/locks/lock",
		"example.com/locks/lock.glob..func1":          "example.com/locks/lock",
		"example.com/locks/v2.init.func1":             "example.com/locks/v2",
		"gopkg.in/locks%2ev2.New":                     "gopkg.in/locks.v2",
		"example.com/a.b/lock.(*Kind).System-fm":      "example.com/a.b/lock",
		"example.com/locks/lock.From[go.shape.int].1": "example.com/locks/lock",
		"locks.system":                                "locks",
		"main.main.func1":                             "main",
	} {
		require.Equal(t, want, importPath(function))
	}
}

// A variable that has a protocol is found by its type, whatever it is called.
func TestProtocolsInAFile(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "lock.go", `package locks
import m "github.com/synod-go/synod/model"
var hidden = m.Protocol{Name: "hidden"}
var (
	Plain, Other = m.Protocol{Name: "plain", Doc: "x"}, 3
	Pointer = &m.Protocol{Doc: "x", Name: `+"`pointer`"+`}
	Made = make()
	Unnamed = m.Protocol{Name: name}
	System = m.System{}
)
func f() { var Local = m.Protocol{}; _ = Local }
`, 0)
	require.NoError(t, err)
	require.Equal(t, []variable{{"locks.Plain", "plain"}, {"locks.Pointer", "pointer"}, {"locks.Unnamed", ""}}, protocolsIn(f))
}

// A test imports the package of a protocol, which is none of package main, and not a
// guess where there are several.
func TestVariableOf(t *testing.T) {
	path, name, err := variableOf(&lock.Protocol)
	require.NoError(t, err)
	require.Equal(t, "github.com/synod-go/synod/cmd/internal/starter/module/lock lock.Protocol", path+" "+name)
	_, _, err = variableOf(&model.Protocol{Name: "here", New: func(model.Settings) (*model.System, error) { return nil, nil }})
	require.EqualError(t, err, "package github.com/synod-go/synod/cmd has no variable that is plainly the protocol here; say how the test makes the system: -system EXPR")
}

// A test stands in the package of its protocol by its package's name and its directory.
func TestStandsIn(t *testing.T) {
	const dir = "internal/starter/module/lock"
	for _, c := range []struct {
		pkg, out string
		stands   bool
	}{
		{"lock", "", true}, {"lock", dir + "/x_test.go", true}, {"lock", "./../cmd/" + dir + "/x_test.go", true},
		{"lock_test", "", false}, {"lock_test", dir + "/x_test.go", false}, {"lock", "x_test.go", false}, {"lock", "nowhere/x_test.go", false},
	} {
		g := gotest{saved: &traces.Trace{}, pkg: c.pkg, out: c.out, dir: filepath.Dir(c.out)}
		require.Equal(t, c.stands, g.standsIn(&lock.Protocol, "lock"), c)
	}
}

// A new module requires the version that this program has, if it can be fetched.
func TestPublishedVersion(t *testing.T) {
	v, err := publishedVersion(&debug.Module{Path: synodPath, Version: "v1.2.3"}, "explore")
	require.NoError(t, err)
	require.Equal(t, "v1.2.3", v)
	for _, m := range []*debug.Module{
		nil, {}, {Version: "(devel)"}, {Version: "v0.0.0-20260101000000-abcdefabcdef+dirty"},
		{Version: "v0.0.0", Replace: &debug.Module{Path: "../synod"}},
	} {
		_, err := publishedVersion(m, "explore")
		require.ErrorContains(t, err, "say where a checkout is: explore init -replace CHECKOUT DIR")
	}
}
