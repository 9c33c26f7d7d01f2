package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// fake is the variable that makes this test's own program stand for explore and for java.
const fake = "SYNOD_TLAEXAMPLES_FAKE"

func TestMain(m *testing.M) {
	if os.Getenv(fake) != "" {
		if slices.Contains(os.Args, "tlc2.TLC") {
			os.Exit(fakeTLC())
		}
		os.Exit(fakeExplore(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// fakeExplore answers as explore would, by the name of the model file.
func fakeExplore(args []string) int {
	if len(args) != 9 || !slices.Equal(args[:3], []string{"tla", "-json", "-workers"}) || args[4] != "-o" || args[6] != "-config" ||
		filepath.Ext(args[8]) != ".tla" {
		fmt.Fprintln(os.Stderr, "explore: not the arguments that were agreed on:", args)
		return 4
	}
	fmt.Println(`{"type":"progress","states":1}`)
	result := func(s string) { fmt.Println(`{"type":"result",` + s + `}`) }
	violation := func(kind string) int {
		result(`"complete":false,"states":3,"steps":4,"initial":1,"violation":{"kind":"` + kind + `","property":"P"}`)
		return 1
	}
	switch name := filepath.Base(args[7]); name {
	case "Fine.cfg", "Miscounted.cfg":
		if _, err := os.Stat(args[8]); err != nil {
			fmt.Fprintln(os.Stderr, "explore: not in the folder of the spec:", err)
			return 4
		}
		result(`"complete":true,"bounded_by":[],"states":24,"steps":24,"initial":2,"violation":null`)
	case "Unlisted.cfg":
		result(`"complete":false,"bounded_by":["constraint"],"states":` + args[3] + `,"steps":3,"initial":1,"violation":null`)
	case "Broken.cfg":
		return violation("invariant")
	case "Stuck.cfg":
		return violation("deadlock")
	case "Stepping.cfg":
		return violation("action")
	case "Other.cfg":
		return violation("temporal")
	case "Odd.cfg":
		fmt.Fprintln(os.Stderr, "\nexplore: Lift.tla:3:7: expected | here\n  x == \n       ^")
		return 2
	case "Hanging.cfg":
		time.Sleep(time.Minute)
	}
	return 0
}

// fakeTLC answers as TLC would.
func fakeTLC() int {
	cdot := slices.Contains(os.Args, "-Dtlc2.tool.impl.Tool.cdot=true")
	if cdot != slices.Contains(os.Args, "Lift.tla") {
		fmt.Println("Error: the feature is not switched on")
		return 150
	}
	for i, a := range os.Args {
		if a == "-config" && strings.Contains(os.Args[i+1], "Stuck") {
			return 11
		}
	}
	fmt.Println("Progress(2) at 2026-01-01 00:00:00: 3 states generated, 2 distinct states found, 1 states left on queue.")
	fmt.Println("1,026 states generated, 24 distinct states found, 0 states left on queue.")
	return 0
}

func TestManifestsAreRead(t *testing.T) {
	all, err := readManifests("testdata/corpus")
	require.NoError(t, err)
	require.Len(t, all, 13)
	byName := map[string]model{}
	for _, m := range all {
		byName[m.name] = m
	}
	fine := byName["Clock/Fine"]
	require.Equal(t, "Clock.tla", fine.tla)
	require.Equal(t, "Fine.cfg", fine.cfg)
	require.Equal(t, time.Second, fine.listed)
	require.Equal(t, int64(24), *fine.distinct)
	require.Equal(t, int64(26), *fine.total)
	require.False(t, fine.cdot)
	require.True(t, filepath.IsAbs(fine.dir))
	stuck := byName["Lift/Small/Stuck"]
	require.Equal(t, filepath.Join("Small", "Stuck.cfg"), stuck.cfg, "seen from the folder of the module")
	require.Nil(t, stuck.total)
	require.True(t, stuck.cdot)
	require.Equal(t, 1, byName["Clock/Unlisted"].workers)
	require.Zero(t, byName["Lift/Broken"].workers)
	require.Negative(t, byName["Clock/Endless"].listed)
	require.False(t, byName["Clock/Walk"].exhaustive)
	require.False(t, byName["Clock/Solver"].exhaustive)
}

func TestBadManifestsAreRefused(t *testing.T) {
	for src, want := range map[string]string{
		`[`: "unexpected end",
		`{"modules": [{"path": "specifications/A/A.tla", "models": [{"path": "specifications/A/A.cfg", "runtime": "soon"}]}]}`:                    `specifications/A/A.cfg: the runtime "soon" is neither`,
		`{"modules": [{"path": "specifications/A/A.tla", "models": [{"path": "specifications/A/A.cfg", "runtime": "unknown", "workers": [1]}]}]}`: "workers",
	} {
		_, err := readManifest("/", []byte(src))
		require.ErrorContains(t, err, want)
	}
	_, err := readManifests("testdata")
	require.ErrorContains(t, err, "no checkout of github.com/tlaplus/Examples")
}

func TestModelsAreChosen(t *testing.T) {
	o := options{examples: "testdata/corpus", longest: 30 * time.Second, timeout: time.Minute, workers: 1}
	names := func() (list []string) {
		models, err := o.models()
		require.NoError(t, err)
		for _, m := range models {
			list = append(list, m.name)
		}
		return list
	}
	require.Equal(t, []string{"Clock/Fine", "Clock/Miscounted", "Clock/Unlisted", "Lift/Broken", "Lift/Hanging", "Lift/Odd",
		"Lift/Other", "Lift/Small/Stuck", "Lift/Stepping"}, names())
	o.longest, o.only = time.Minute, "^Clock/[FS]"
	require.Equal(t, []string{"Clock/Fine", "Clock/Slow"}, names())

	for _, bad := range []struct {
		change func(*options)
		want   string
	}{
		{func(o *options) { o.examples = "" }, "-examples is missing"},
		{func(o *options) { o.only = "(" }, "-only: error parsing regexp"},
		{func(o *options) { o.only = "nothing" }, `none of the 13 models`},
		{func(o *options) { o.workers = 0 }, "-workers is 0"},
		{func(o *options) { o.timeout = 0 }, "-timeout is 0s"},
	} {
		o := options{examples: "testdata/corpus", longest: 30 * time.Second, timeout: time.Minute, workers: 1}
		bad.change(&o)
		_, err := o.models()
		require.ErrorContains(t, err, bad.want)
	}
}

// TestCorpus: the manifests of the real corpus are read as they are meant.
func TestCorpus(t *testing.T) {
	root := os.Getenv("SYNOD_TLA_CORPUS")
	if root == "" {
		t.Skip("SYNOD_TLA_CORPUS is not set: it names a checkout of tlaplus/Examples")
	}
	models, err := options{examples: root, longest: 30 * time.Second, timeout: time.Minute, workers: 1}.models()
	require.NoError(t, err)
	counted := 0
	for _, m := range models {
		if m.distinct != nil && m.total != nil {
			counted++
		}
		require.FileExists(t, filepath.Join(m.dir, m.tla))
		require.FileExists(t, filepath.Join(m.dir, m.cfg))
	}
	t.Logf("%d models, %d with numbers", len(models), counted)
	require.GreaterOrEqual(t, len(models), 135)
	require.GreaterOrEqual(t, counted, 116)
}

// TestRun runs everything with this program in the place of explore.
func TestRun(t *testing.T) {
	t.Setenv(fake, "1")
	self, err := os.Executable()
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "results.md")
	o := options{examples: "testdata/corpus", longest: 30 * time.Second, timeout: 3 * time.Second, workers: 7, explore: self, out: file,
		only: "Clock|Broken|Odd|Other|Stepping"}
	var out strings.Builder
	sum, err := o.run(context.Background(), &out)
	require.NoError(t, err)
	require.True(t, sum.differs())
	var got []string
	for l := range strings.Lines(out.String()) {
		cells := strings.Split(l, " | ")
		if len(cells) == 9 {
			cells[7] = "T"
		}
		got = append(got, strings.TrimRight(strings.Join(cells, " | "), "\n"))
	}
	require.Equal(t, []string{
		"| model | verdict listed | ours | distinct listed | ours | total listed | ours | T | note |",
		"| --- | --- | --- | ---: | ---: | ---: | ---: | T | --- |",
		"| Clock/Fine | success | success | 24 | 24 | 26 | 26 | T |  |",
		"| Clock/Miscounted | success | success | 24 | 24 | 99 | **26** | T |  |",
		"| Clock/Unlisted | success | success |  | 1 |  | 4 | T |  |",
		"| Lift/Broken | safety failure | safety failure |  | 3 |  | 5 | T | P |",
		`| Lift/Odd | success | refused | 5 |  | 7 |  | T | Lift.tla:3:7: expected \| here |`,
		"| Lift/Other | success | **liveness failure** | 5 | 3 | 7 | 5 | T | P |",
		"| Lift/Stepping | liveness failure | liveness failure |  | 3 |  | 5 | T | P |",
		"",
		"7 models: 5 verdicts right, 1 different, 1 refused, 0 killed, 0 failed; numbers of 4 models listed: 1 right, 1 different.",
	}, got)
	saved, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, out.String(), string(saved))
}

// TestRunWithTLC: both run, and the ratio is of those that did the same.
func TestRunWithTLC(t *testing.T) {
	t.Setenv(fake, "1")
	self, err := os.Executable()
	require.NoError(t, err)
	r := &runner{explore: self, java: self, classPath: "x.jar", workers: 2, timeout: time.Minute, scratch: t.TempDir(), progress: io.Discard}
	models, err := options{examples: "testdata/corpus", longest: 30 * time.Second, timeout: time.Minute, workers: 2, only: "Fine|Stuck|Stepping"}.models()
	require.NoError(t, err)
	var out strings.Builder
	sum, err := r.table(context.Background(), &out, models)
	require.NoError(t, err)
	require.False(t, sum.differs(), "what TLC says here is only a note")
	require.Contains(t, out.String(), "| TLC | ratio | note |")
	require.Contains(t, out.String(), "| TLC: 24 distinct, 1026 total |")
	require.Contains(t, out.String(), "| P; TLC: success |")
	require.Regexp(t, `Where both did the same, ours took .* s and TLC .* s: .* times as long\.`, out.String())
	require.Equal(t, 3, sum.right)
}

func TestLitterIsRemoved(t *testing.T) {
	dir := t.TempDir()
	touch := func(name string) { require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600)) }
	touch("A_TTrace_1.tla")
	remove := removeNew(filepath.Join(dir, "A_TTrace_*"))
	touch("A_TTrace_2.tla")
	touch("B_TTrace_2.tla")
	remove()
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Equal(t, []string{filepath.Join(dir, "A_TTrace_1.tla"), filepath.Join(dir, "B_TTrace_2.tla")}, left)
}

// TestTimeoutAndInterrupt: a run that takes too long is killed and listed; an interrupted one is not listed.
func TestTimeoutAndInterrupt(t *testing.T) {
	t.Setenv(fake, "1")
	self, err := os.Executable()
	require.NoError(t, err)
	o := options{examples: "testdata/corpus", longest: 30 * time.Second, timeout: 300 * time.Millisecond, workers: 1, explore: self, only: "Hanging"}
	var out strings.Builder
	sum, err := o.run(context.Background(), &out)
	require.NoError(t, err)
	require.False(t, sum.differs())
	require.Equal(t, 1, sum.killed)
	require.Contains(t, out.String(), "| killed |")
	require.Contains(t, out.String(), "not done after 300ms")

	o.timeout = time.Minute
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	out.Reset()
	sum, err = o.run(ctx, &out)
	require.NoError(t, err)
	require.Zero(t, sum.models)
	require.Contains(t, out.String(), "Interrupted: 1 models were not run.")
}

// TestNoProgram: explore that cannot be run is at fault.
func TestNoProgram(t *testing.T) {
	r := &runner{explore: "/nowhere/explore", timeout: time.Minute, workers: 1, scratch: t.TempDir(), progress: io.Discard}
	got := r.runOurs(context.Background(), model{dir: t.TempDir(), tla: "A.tla", cfg: "A.cfg"})
	require.Equal(t, failed, got.verdict)
	require.Contains(t, got.note, "/nowhere/explore")
}
