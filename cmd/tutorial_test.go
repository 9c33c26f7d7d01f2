package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// block is a fenced block of a page, with the comment before it that says what it is for.
var block = regexp.MustCompile("(?s)(?:<!-- ([^\n]*) -->\n)?```([a-z]+)\n(.*?)```\n")

// takes is how long something took; it is not the same in every run.
var takes = regexp.MustCompile(`\b\d+\.\d+s\b|\(cached\)`)

// docs/own-protocol.md leads from an empty folder to claims in CI, word by word, in a
// module outside this one.
func TestTutorial(t *testing.T) {
	r := follow(t, "own-protocol.md")
	require.GreaterOrEqual(t, r.commands, 20)
	require.FileExists(t, filepath.Join(r.home, "locks", "run.svg"))
	require.FileExists(t, filepath.Join(r.home, "locks", "claims.xml"))
}

// docs/own-machine.md wraps a library, likewise.
func TestTutorialOfMachines(t *testing.T) {
	r := follow(t, "own-machine.md")
	require.GreaterOrEqual(t, r.commands, 10)
	require.FileExists(t, filepath.Join(r.home, "shop", "out", "shop-only-one.itf.json"))
}

// follow does what a page says.
func follow(t *testing.T, name string) *reader {
	switch {
	case testing.Short():
		t.Skip("it compiles this module once more, for another one")
	case runtime.GOOS == "windows":
		t.Skip("the page is for a shell")
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", name))
	require.NoError(t, err)
	r := newReader(t)
	counts := map[string]int{}
	for _, b := range block.FindAllStringSubmatch(string(page), -1) {
		about, kind, text := b[1], b[2], b[3]
		verb, name, _ := strings.Cut(about, " ")
		counts[verb]++
		name = strings.TrimPrefix(name, "to ")
		switch {
		case kind == "console":
			r.console(text)
		case verb == "file":
			r.write(name, text)
		case verb == "add":
			r.write(name, r.read(name)+text)
		case verb == "in":
			r.file, r.old = name, strings.TrimSuffix(text, "\n")
			require.Equal(t, 1, strings.Count(r.read(name), r.old), "%s has not once\n%s", name, r.old)
		case verb == "by":
			r.write(r.file, strings.Replace(r.read(r.file), r.old, strings.TrimSuffix(text, "\n"), 1))
		default:
			t.Fatalf("a block is for nothing:\n%s", text)
		}
	}
	require.Equal(t, counts["in"], counts["by"])
	return r
}

// The workflow of the page is the one that init writes.
func TestTutorialHasTheWorkflow(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "own-protocol.md"))
	require.NoError(t, err)
	workflow, err := os.ReadFile(filepath.Join("internal", "starter", "module", ".github", "workflows", "synod.yml"))
	require.NoError(t, err)
	require.Contains(t, string(page), "```yaml\n"+string(workflow)+"```\n")
}

// reader does what a page says, in a folder beside a checkout of Synod.
type reader struct {
	t         *testing.T
	home, dir string
	file, old string // what is replaced next
	commands  int
}

func newReader(t *testing.T) *reader {
	checkout, err := filepath.Abs(root)
	require.NoError(t, err)
	home, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	require.NoError(t, os.Symlink(checkout, filepath.Join(home, "synod")))
	return &reader{t: t, home: home, dir: home}
}

func (r *reader) read(name string) string {
	text, err := os.ReadFile(filepath.Join(r.dir, name))
	require.NoError(r.t, err)
	return string(text)
}

func (r *reader) write(name, text string) {
	path := filepath.Join(r.dir, name)
	require.NoError(r.t, os.MkdirAll(filepath.Dir(path), 0o777))
	require.NoError(r.t, os.WriteFile(path, []byte(text), 0o666))
}

// console runs the commands of a block. One fails exactly when its output is shown to
// end with a failure.
func (r *reader) console(text string) {
	for _, part := range strings.Split("\n"+text, "\n$ ")[1:] {
		command, shown, _ := strings.Cut(part, "\n")
		r.commands++
		if dir, ok := strings.CutPrefix(command, "cd "); ok {
			r.dir = filepath.Join(r.dir, dir)
			require.DirExists(r.t, r.dir)
			continue
		}
		printed, err := r.sh(command)
		fails := regexp.MustCompile(`(?m)^(FAIL|exit status \d+)$`).MatchString(shown)
		require.Equal(r.t, fails, err != nil, "%s: %v\n%s", command, err, printed)
		if strings.TrimSpace(shown) == "" {
			require.Empty(r.t, printed, command)
			continue
		}
		requireShown(r.t, command, takes.ReplaceAllString(shown, "#s"), takes.ReplaceAllString(printed, "#s"))
	}
}

// sh runs a command and returns what it prints, but what go says of modules that it
// fetches.
func (r *reader) sh(command string) (printed string, err error) {
	cmd := exec.CommandContext(r.t.Context(), "sh", "-c", command)
	cmd.Dir = r.dir
	// Without the paths of this run compiled packages are found again in the next one.
	cmd.Env = append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -trimpath", "GOWORK=off", "PWD="+r.dir)
	out, err := cmd.CombinedOutput()
	var b strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(string(out), r.home, "/home/ann")) {
		if err != nil || !strings.HasPrefix(line, "go: ") && !strings.HasPrefix(line, "\tgo mod tidy") {
			b.WriteString(line)
		}
	}
	return b.String(), err
}
