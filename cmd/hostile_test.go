package cmd_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/traces"
)

// evil is text of a file that would write into the terminal, into Go code and into markup.
const evil = "evil\x1b]0;title\x07\x1b[2J\u009b31m\u202e\u2066\u200b\ufe0f\U000e0041\r\x7f*/\nfunc init() { println(\"`\") }\n//go:embed x\n</title><script>alert(1)</script>"

// requireSeen asserts that nothing of a text is obeyed by a terminal, or hidden in it.
func requireSeen(t *testing.T, text, what string) {
	t.Helper()
	require.True(t, utf8.ValidString(text), what)
	for _, r := range text {
		require.False(t, r != '\n' && r != '\t' && quote.Hidden(r), "%s prints %q in\n%q", what, r, text)
	}
}

// hostileRun is a saved run of Raft with evil text wherever a file has text that is not looked up.
func hostileRun(t *testing.T, dir string) string {
	t.Helper()
	trace, err := traces.ReadFile(savedBy(t, "-protocol", "raft", "-mutant", "forget-vote"))
	require.NoError(t, err)
	trace.Meta.Tool = evil
	trace.Meta.Violation = evil
	trace.Meta.Extra = map[string]string{evil: evil}
	for i := range trace.States {
		if s := trace.States[i].Step; s != nil {
			s.Note = evil
		}
	}
	last := len(trace.States) - 1
	trace.States[last].Vars = append(trace.States[last].Vars, traces.Field{Name: evil, Value: traces.Str(evil)})
	for i := range last {
		trace.States[i].Vars = append(trace.States[i].Vars, traces.Field{Name: evil, Value: traces.Opaque(evil)})
	}
	path := filepath.Join(dir, "run.itf.json")
	require.NoError(t, traces.WriteFile(path, trace))
	return path
}

// Text out of a file reaches the terminal as text, from every command that reads one.
func TestTextOfFilesIsNotObeyed(t *testing.T) {
	t.Chdir(t.TempDir())
	dir := "-d \x1b[31m\u202e"
	require.NoError(t, os.Mkdir(dir, 0o777))
	path := hostileRun(t, "./"+dir)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	requireSeen(t, string(data), "the file itself")

	odd := *mustRead(t, path)
	odd.Meta.Property, odd.Meta.Protocol, odd.Meta.Mutant = evil, "raft", "forget-vote"
	require.NoError(t, traces.WriteFile(dir+"/odd.itf.json", &odd))
	other := odd
	other.Meta = traces.Meta{Tool: evil, Source: evil, Extra: map[string]string{"module": evil}}
	require.NoError(t, traces.WriteFile(dir+"/other.itf.json", &other))
	step := odd
	step.States = append(step.States[:len(step.States):len(step.States)], traces.State{Vars: odd.States[0].Vars, Step: &traces.Step{Kind: evil, Name: evil, Node: evil, Message: traces.Str(evil)}})
	require.NoError(t, traces.WriteFile(dir+"/step.itf.json", &step))
	log := `{"schema":"synod-events-1","protocol":"raft","nodes":["S1"]}` + "\n" + `{"n":1,"event":"\u001b[31m\u202e","node":"S1"}` + "\n"
	require.NoError(t, os.WriteFile(dir+"/log.ndjson", []byte(log), 0o666))
	spec := "---- MODULE M ----\nEXTENDS TLC, Naturals\nVARIABLE x\nInit == x = 0 /\\ PrintT(\"\x1b[31m\u202e\")\nNext == x' = x + 1 /\\ Assert(x < 2, \"\x1b[2J\u200b\")\n===="
	require.NoError(t, os.WriteFile(dir+"/M.tla", []byte(spec), 0o666))
	require.NoError(t, os.WriteFile(dir+"/M.cfg", []byte("INIT Init\nNEXT Next\n"), 0o666))
	require.NoError(t, os.WriteFile(dir+"/N.tla", []byte(strings.Replace(spec, "Next ==", "\x1b[31m\u202e ==", 1)), 0o666))

	shows, tests := 0, 0
	for _, file := range []string{"run.itf.json", "odd.itf.json", "other.itf.json", "step.itf.json", "log.ndjson", "M.tla", "N.tla"} {
		for _, args := range [][]string{
			{"replay"}, {"replay", "-json"}, {"render", "-format", "html"}, {"render", "-format", "svg"}, {"render", "-format", "md"}, {"render", "-format", "txt"},
			{"gotest"}, {"gotest", "-o", dir + "/x_test.go"}, {"shrink"}, {"shrink", "-json"}, {"inspect"}, {"tla", "-o=" + dir}, {"tla", "-json", "-o=" + dir}, {"validate", "-trace", "./" + dir + "/M.tla", "-cursor", "x + 1", "-events", "1"},
			{"-from"},
		} {
			var stdout, stderr strings.Builder
			what := strings.Join(args, " ") + " " + file
			code := run(append(append([]string{"explore"}, args...), "./"+dir+"/"+file), &stdout, &stderr)
			require.NotEqual(t, exitInternal, code, "%s: %s", what, stderr.String())
			requireSeen(t, stdout.String(), what)
			requireSeen(t, stderr.String(), what)
			if strings.Contains(stdout.String()+stderr.String(), `\u202e`) {
				shows++
			}
			if args[0] == "gotest" && code == exitOK {
				text := stdout.String()
				if len(args) > 1 {
					written, err := os.ReadFile(dir + "/x_test.go")
					require.NoError(t, err)
					text = string(written)
				}
				requireOneTest(t, text)
				tests++
			}
			if args[0] == "validate" && file == "log.ndjson" {
				require.Contains(t, stderr.String(), `line 2: unknown event "\x1b[31m\u202e"`, "the log itself is read")
			}
			if args[0] == "render" && (args[2] == "html" || args[2] == "svg") { // in code of Markdown it is text
				require.NotContains(t, stdout.String(), "<script>alert", what)
			}
		}
	}
	require.Greater(t, shows, 20, "the text is shown, in words")
	require.NotZero(t, tests, "some test is written")
}

func mustRead(t *testing.T, path string) *traces.Trace {
	t.Helper()
	trace, err := traces.ReadFile(path)
	require.NoError(t, err)
	return trace
}

// requireOneTest asserts that a source has one declaration behind its imports, a test, and no directive.
func requireOneTest(t *testing.T, text string) {
	t.Helper()
	requireSeen(t, text, "a written test")
	file, err := parser.ParseFile(token.NewFileSet(), "x_test.go", text, parser.ParseComments)
	require.NoError(t, err, text)
	require.Len(t, file.Decls, 2, text)
	require.True(t, strings.HasPrefix(file.Decls[1].(*ast.FuncDecl).Name.Name, "Test"), text)
	for _, group := range file.Comments {
		for _, c := range group.List {
			require.True(t, c.Text == "//" || strings.HasPrefix(c.Text, "// "), c.Text)
		}
	}
}

// fullDisk is where no report can be written.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// A report that cannot be written is no defect of the tool, and says nothing of the protocol.
func TestReportToAFullDisk(t *testing.T) {
	var stderr strings.Builder
	require.Equal(t, exitInconclusive, run([]string{"explore", "-protocol", "raft", "-depth", "3"}, fullDisk{}, &stderr))
	require.Equal(t, "explore: no space left on device\n", stderr.String())
}

// A folder that begins with a dash is no flag in the commands that are printed.
func TestPrintedCommandsAreNoFlags(t *testing.T) {
	t.Chdir(t.TempDir())
	var stdout, stderr strings.Builder
	require.Equal(t, exitViolation, run([]string{"explore", "-protocol", "raft", "-mutant", "forget-vote", "-o=-rf\x1b"}, &stdout, &stderr), stderr.String())
	require.Contains(t, stdout.String(), `replay $'./-rf\033/raft-forget-vote-election-safety.itf.json'`)
	requireSeen(t, stdout.String(), "explore")
	require.Equal(t, exitViolation, run([]string{"explore", "-protocol", "raft", "-mutant", "forget-vote", "-o=-rf"}, &stdout, &stderr), stderr.String())
	require.Contains(t, stdout.String(), ` replay ./-rf/raft-forget-vote-election-safety.itf.json`)
}
