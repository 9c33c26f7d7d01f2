package serve

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

// asked is a request that the page itself makes.
func asked(path string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Host = "127.0.0.1:8017"
	return r
}

func reply(s *Server, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// get asks about a run and reads the answer.
func get[T any](t *testing.T, s *Server, what, run string) (v T) {
	t.Helper()
	path := what
	if run != "" {
		path += "?run=" + url.QueryEscape(run)
	}
	w := reply(s, asked(path))
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &v))
	return v
}

// play takes steps by their places in the list of choices, and returns the address.
func play(t *testing.T, s *Server, run string, places ...int) string {
	t.Helper()
	for _, i := range places {
		run += "." + get[choices](t, s, "/choices", run).Steps[i].Code
	}
	return run
}

// Steps are taken, what they break is told at once, and in advance.
func TestPlay(t *testing.T) {
	s := New(Page{Live: newToy(2, 3, 8)})
	begin := get[shown](t, s, "/run", "")
	require.Equal(t, []string{"even", "small"}, begin.Properties)
	require.Equal(t, "Toy.tla, 0 steps", begin.Heading)
	list := get[choices](t, s, "/choices", begin.Address)
	require.Equal(t, "Add(n = 3)", list.Steps[1].Text)
	require.Equal(t, []string{"even"}, list.Steps[1].Breaks)
	require.Empty(t, list.Steps[0].Breaks)

	run := get[shown](t, s, "/run", play(t, s, begin.Address, 0, 2, 0))
	require.Empty(t, run.Notice)
	require.Equal(t, [][]broken{{}, {}, {{Property: "small", Text: "10 is not small"}}, {{Property: "small", Text: "12 is not small"}}}, run.Broken)
	require.Contains(t, run.Verdict, "VIOLATED small after 2 steps")
	require.Contains(t, run.Verdict, "10 is not small")
	require.Regexp(t, `<g class="row fails" data-first="2" data-last="2" data-lane="0">`, run.Pictures)
	require.Equal(t, 1, strings.Count(run.Pictures, "row fails"))
	require.Empty(t, get[choices](t, s, "/choices", run.Address).Steps[2].Breaks, "it is broken already")
}

// Lanes are hidden, and folds opened, as the request says. What it cannot say is refused.
func TestPartsOfThePicture(t *testing.T) {
	s := New(Page{Saved: Long(), Why: "it is to be looked at"})
	folded := get[shown](t, s, "/run", "")
	require.Equal(t, 2, strings.Count(folded.Pictures, "row folded"), "the whole picture has none")
	require.Equal(t, 71, folded.Folded)
	first := regexp.MustCompile(`class="row folded" data-first="(\d+)"`).FindStringSubmatch(folded.Pictures)[1]
	parts := func(query string) *httptest.ResponseRecorder { return reply(s, asked("/run?"+query)) }

	open := parts("open=" + first).Body.String()
	require.Equal(t, 1, strings.Count(open, "row folded"))
	require.Contains(t, open, `\"opened\" data-opened=\"`+first)
	require.Regexp(t, `"folded":3[01],`, open)

	hidden := parts("hide=N2&hide=nobody").Body.String()
	require.Contains(t, hidden, `{"name":"N1","hidden":false},{"name":"N2","hidden":true}`)
	require.NotContains(t, hidden, `font-size=\"13\" data-lane=\"1\"`)

	for query, why := range map[string]string{
		"hide=N1&hide=N2": "all lanes are hidden; at least one must be seen\n",
		"open=here":       "open=here: accepted is the number of a step\n",
	} {
		w := parts(query)
		require.Equal(t, http.StatusBadRequest, w.Code)
		require.Equal(t, why, w.Body.String())
	}
}

// A set whose members actions can bind has lanes from the beginning, and not only when
// a step has bound one.
func TestLanesOfASpecFromTheBeginning(t *testing.T) {
	toy := newToy(1, 2)
	toy.vars = func(n int) traces.Record {
		return traces.Record{{Name: "added", Value: traces.Map{{Key: traces.Int(1), Value: traces.Int(n)}, {Key: traces.Int(2), Value: traces.Int(0)}}}}
	}
	s := New(Page{Live: toy})
	begin := get[shown](t, s, "/run", "")
	names := func(run *shown) (list []string) {
		var saved struct{ Lanes []struct{ Name string } }
		require.NoError(t, json.Unmarshal(run.Run, &saved))
		for _, l := range saved.Lanes {
			list = append(list, l.Name)
		}
		return list
	}
	require.Equal(t, []string{"1", "2"}, names(&begin))
	one := get[shown](t, s, "/run", play(t, s, begin.Address, 1))
	require.Equal(t, []string{"1", "2"}, names(&one))
}

// Long is a run of 100 steps of two nodes that have nothing to do with each other: the
// second takes 1 to 40 and 51 to 80, the first the others.
func Long() *traces.Trace {
	t := &traces.Trace{Loop: traces.NoLoop}
	for i := range 101 {
		node := traces.Record{{Name: "up", Value: traces.Bool(true)}, {Name: "ticks", Value: traces.Int(i)}}
		s := traces.State{Vars: traces.Record{{Name: "nodes", Value: traces.Record{{Name: "N1", Value: node}, {Name: "N2", Value: node}}}}}
		name := "N2"
		if 40 < i && i <= 50 || i > 80 {
			name = "N1"
		}
		if i > 0 {
			s.Step = &traces.Step{Kind: traces.StepTimeout, Node: name, Name: "tick"}
		}
		t.States = append(t.States, s)
	}
	return t
}

// The address of a run stays good when other steps come and go, and opens the same
// run on another server of the same system.
func TestAddressesDoNotCount(t *testing.T) {
	run := play(t, New(Page{Live: newToy(2, 3, 8)}), get[shown](t, New(Page{Live: newToy(2)}), "/run", "").Address, 2, 0, 1)
	want := get[shown](t, New(Page{Live: newToy(2, 3, 8)}), "/run", run)
	require.Equal(t, run, want.Address)
	require.Equal(t, want, get[shown](t, New(Page{Live: newToy(8, 5, 3, 4, 2)}), "/run", run))
}

// What cannot be followed is said, and what can be is shown.
func TestAddressesOfOtherSystems(t *testing.T) {
	toy := newToy(2, 3, 8)
	s := New(Page{Live: toy})
	begin := get[shown](t, s, "/run", "").Address
	run := play(t, s, begin, 0, 1, 2)

	other := get[shown](t, New(Page{Live: newToy(2, 8)}), "/run", run)
	require.Contains(t, other.Notice, "its step 2 is not enabled here")
	require.Equal(t, run[:len(begin)+1+stepCode], other.Address)

	moved := newToy(2, 3, 8)
	moved.initial = []int{1}
	other = get[shown](t, New(Page{Live: moved}), "/run", run)
	require.Contains(t, other.Notice, "it begins in a state that is no initial one here")

	again := newToy(5, 0) // the zero stands at another place
	other = get[shown](t, New(Page{Live: again}), "/run", play(t, New(Page{Live: newToy(0, 5)}), begin, 0))
	require.Contains(t, other.Notice, "its step 1 leads to another state now")
	require.Equal(t, begin, other.Address)
	w := reply(s, asked("/save?run="+begin+"."+strings.Repeat("A", stepCode)))
	require.Equal(t, http.StatusConflict, w.Code, "what is not the run is not saved as the run")
}

// Steps that read the same are told apart by what they change, and by their codes.
func TestStepsThatReadTheSame(t *testing.T) {
	s := New(Page{Live: newToy(0, 0, 2)})
	begin := get[shown](t, s, "/run", "").Address
	list := get[choices](t, s, "/choices", begin).Steps
	require.Equal(t, []string{"again", "again"}, []string{list[0].Text, list[1].Text})
	require.Equal(t, []string{"n 0 → 100", "n 0 → 200", ""}, []string{list[0].Leads, list[1].Leads, list[2].Leads})
	require.Contains(t, get[shown](t, s, "/run", play(t, s, begin, 1)).Pictures, "0 → 200")
}

// Of several initial states any can be chosen.
func TestInitialStates(t *testing.T) {
	toy := newToy(2)
	toy.initial = []int{4, 7, 9}
	s := New(Page{Live: toy})
	list := get[choices](t, s, "/choices", get[shown](t, s, "/run", "").Address)
	require.Equal(t, []string{"n = 4", "n = 7", "n = 9"}, []string{list.Initial[0].Text, list.Initial[1].Text, list.Initial[2].Text})
	require.Len(t, list.Steps, 1)
	run := get[shown](t, s, "/run", play(t, s, list.Initial[2].Code, 0))
	require.Contains(t, run.Pictures, "9 → 11")
	require.Empty(t, get[choices](t, s, "/choices", run.Address).Initial)
}

// A list ends somewhere, and says so; of many steps it is not found out what they
// break.
func TestManyChoices(t *testing.T) {
	adds := make([]int, maxChoices+7)
	for i := range adds {
		adds[i] = 2*i + 3
	}
	toy := newToy(adds...)
	toy.initial = adds
	s := New(Page{Live: toy})
	list := get[choices](t, s, "/choices", get[shown](t, s, "/run", "").Address)
	require.Equal(t, []int{maxChoices, maxChoices}, []int{len(list.Steps), len(list.Initial)})
	require.Equal(t, []int{7, 7}, []int{list.More, list.MoreInitial})
	require.True(t, list.Blind)
	require.Empty(t, list.Steps[0].Breaks)
}

// Whatever was asked before, an answer is that of a new server.
func TestAnswersDependOnTheQuestionAlone(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	fresh := func() *Server {
		toy := newToy(1, 2, 3, 0)
		toy.initial = []int{0, 5}
		return New(Page{Live: toy})
	}
	s := fresh()
	runs := []string{get[shown](t, s, "/run", "").Address}
	runs = append(runs, get[choices](t, s, "/choices", runs[0]).Initial[1].Code)
	for range 300 {
		run := runs[random.IntN(len(runs))]
		list := get[choices](t, s, "/choices", run)
		require.Equal(t, get[choices](t, fresh(), "/choices", run), list)
		longer := run + "." + list.Steps[random.IntN(len(list.Steps))].Code
		require.Equal(t, get[shown](t, fresh(), "/run", longer), get[shown](t, s, "/run", longer))
		runs = append(runs, longer)
	}
}

// Many ask at once.
func TestManyAskAtOnce(t *testing.T) {
	s := New(Page{Live: newToy(1, 2, 3)})
	begin := get[shown](t, s, "/run", "").Address
	runs := []string{play(t, s, begin, 0, 0, 0), play(t, s, begin, 1, 2), play(t, s, begin, 2)}
	var all sync.WaitGroup
	for i := range 30 {
		all.Go(func() {
			w := reply(s, asked("/run?run="+runs[i%3]))
			if want := `"address":"` + runs[i%3] + `"`; !strings.Contains(w.Body.String(), want) {
				t.Errorf("%d: no %s", w.Code, want)
			}
		})
	}
	all.Wait()
}

// A defect of the system is an answer, and the next one is right again.
func TestPanics(t *testing.T) {
	toy := newToy(2, 3)
	s := New(Page{Live: toy})
	begin := get[shown](t, s, "/run", "").Address
	run := play(t, s, begin, 0, 0)
	toy.panic = true
	w := reply(s, asked("/choices?run="+run))
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Equal(t, "internal error: a defect\n", w.Body.String())
	toy.panic = false
	require.Equal(t, run, get[shown](t, s, "/run", run).Address)
}

// A run is saved as a file that can be followed to its end.
func TestSave(t *testing.T) {
	toy := newToy(2, 3, 8)
	s := New(Page{Live: toy})
	for _, steps := range [][]int{{0, 2}, {0, 2, 0}, {1, 0}, {}} {
		run := play(t, s, get[shown](t, s, "/run", "").Address, steps...)
		w := reply(s, asked("/save?run="+run))
		require.Equal(t, http.StatusOK, w.Code)
		saved, err := traces.Read(w.Body)
		require.NoError(t, err)
		require.Equal(t, len(steps), saved.Steps())
		require.Equal(t, len(steps), traces.Follow(newToy(2, 3, 8), saved, 0))
		want := runOf(newToy(2, 3, 8), steps...).Meta.Property
		require.Equal(t, want, saved.Meta.Property, "what is broken at the end")
		name := strings.TrimSuffix(fmt.Sprintf("Toy-%s-%d.itf.json", want, len(steps)), "--")
		name = strings.ReplaceAll(name, "--", "-")
		require.Equal(t, `attachment; filename="`+name+`"`, w.Header().Get("Content-Disposition"))
	}
}

// opened is the server of a saved run.
func opened(live traces.Live, saved *traces.Trace) *Server {
	return New(Page{Live: live, Saved: saved, Replayed: traces.Replay(live, saved, 0)})
}

// A saved run opens at its end. Where the system departs from it, the page says so.
func TestSavedRuns(t *testing.T) {
	saved := runOf(newToy(2, 3, 8), 0, 2)
	run := get[shown](t, opened(newToy(2, 3, 8), saved), "/run", "")
	require.Empty(t, run.Notice)
	require.Contains(t, run.Verdict, "VIOLATED small after 2 steps")

	run = get[shown](t, opened(newToy(2, 3), saved), "/run", "")
	require.Contains(t, run.Notice, "The saved run (VIOLATED small after 2 steps) cannot be followed to its end. It departs at step 2: “Add(n = 8)” is not enabled")
	require.Len(t, run.Broken, 2)
	require.Empty(t, get[shown](t, opened(newToy(2, 3), saved), "/run", run.Address).Notice, "it is about the saved run")

	other := newToy(2, 3, 8)
	other.initial = []int{1}
	run = get[shown](t, opened(other, saved), "/run", "")
	require.Contains(t, run.Notice, "the initial state: n is 0 in the saved run, 1 now")
	require.Len(t, run.Broken, 1)

	// What no state breaks is as it was saved, as long as it is that run.
	lasso, toy := runOf(newToy(2, 3), 0, 0), newToy(2, 3)
	lasso.Loop = 1
	ends := traces.Finding{Property: "ends", Kind: "temporal"}
	lasso.Meta.Breaks(&ends)
	page := Page{Live: toy, Saved: lasso, Replayed: traces.Replay(toy, lasso, 0)}
	page.Replayed.Judge([]traces.Finding{ends}, lasso)
	s := New(page)
	run = get[shown](t, s, "/run", "")
	require.Empty(t, run.Notice)
	require.Contains(t, run.Verdict, "VIOLATED ends by a run without end")
	require.Contains(t, run.Pictures, "back to state 1")
	require.Equal(t, "ends", run.Broken[2][0].Property)
	require.Empty(t, get[shown](t, s, "/run", play(t, s, run.Address, 0)).Verdict)

	mended := runOf(newToy(2), 0)
	mended.Meta.Property = "small"
	require.Contains(t, get[shown](t, opened(newToy(2), mended), "/run", "").Notice, "small is not violated there any more")
}

// A run that nothing can play is shown, and the page says why.
func TestRunsToLookAt(t *testing.T) {
	s := New(Page{Saved: runOf(newToy(2, 3, 8), 0, 2), Why: "it is another tool's"})
	run := get[shown](t, s, "/run", "")
	require.Equal(t, "it is another tool's", run.Why)
	require.Contains(t, run.Verdict, "VIOLATED small after 2 steps")
	require.Equal(t, broken{Property: "small", Text: "10 is not small"}, run.Broken[2][0])
	require.Equal(t, http.StatusNotFound, reply(s, asked("/choices")).Code)
	require.Equal(t, http.StatusOK, reply(s, asked("/save")).Code)
}

// The script that is embedded is what its sources give.
func TestTheBundleIsNew(t *testing.T) {
	source, err := os.ReadFile("server.go")
	require.NoError(t, err)
	found := regexp.MustCompile(`(?m)^//go:generate go (tool esbuild .*) --outfile=(\S+)(.*)$`).FindStringSubmatch(string(source))
	require.NotNil(t, found)
	built, err := exec.Command("go", strings.Fields(found[1]+found[3])...).Output()
	require.NoError(t, err)
	require.Equal(t, liveJS, string(built), "go generate ./traces/serve mends it")
}
