package serve_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
	"github.com/synod-go/synod/traces/serve"
)

// TestInABrowser drives the page in a real one: a run of Raft whose servers forget
// their votes in a crash is played to two leaders of one term.
func TestInABrowser(t *testing.T) {
	start := browsing(t)
	run := violation(t)
	n := len(run)
	verdict := fmt.Sprintf("VIOLATED election-safety after %d steps", n)

	t.Run("with the mouse", func(t *testing.T) {
		b := start(t, walk(t))
		for i, step := range run {
			b.click(choice(step))
			b.waitFor(fmt.Sprintf("step %d of %d", i+1, i+1), "at")
		}
		b.waitFor(verdict, "verdict")
		require.NotContains(t, b.text("side"), "violated: ", "it stands at the top of the page, once")
		b.waitFor("were elected leader of term 1", "verdict")
		b.waitFor("✕ election-safety violated here", "side")
		b.waitFor("not violated so far: leader-append-only, ", "side")
		require.Equal(t, fmt.Sprint(n), b.eval(`document.querySelector(".row.fails.chosen").dataset.first`), "the failing step is chosen")

		// Back to the step before: nothing is broken, and the next step says that it breaks it.
		b.click("#undo")
		b.waitFor(fmt.Sprintf("step %d of %d", n-1, n-1), "at")
		require.Empty(t, b.text("verdict"))
		b.waitFor("breaks election-safety", "choices")

		// Another step at an earlier one makes another run, and the browser's way back
		// leads to the one before.
		b.click(`.row[data-first="2"] .hit`)
		b.waitFor(fmt.Sprintf("step 2 of %d", n-1), "at")
		b.waitFor("this run goes on with it", "choices")
		b.click(`#choices .choice:not(.taken)`)
		b.waitFor("step 3 of 3", "at")
		b.eval(`history.back()`)
		b.waitFor(fmt.Sprintf("step 2 of %d", n-1), "at")
		b.eval(`history.back()`)
		b.waitFor(verdict, "verdict")
		b.click("#again")
		b.waitFor("step 0 of 0", "at")
	})

	t.Run("with the keyboard alone", func(t *testing.T) {
		b := start(t, walk(t))
		for i, step := range run {
			b.waitFor(step, "choices")
			b.goTo(step)
			b.keys(kb.Enter)
			b.waitFor(fmt.Sprintf("step %d of %d", i+1, i+1), "at")
		}
		b.waitFor(verdict, "verdict")
		b.waitFor("violated: election-safety", "said") // what a screen reader says
		b.keys(kb.ArrowLeft, kb.ArrowLeft)
		b.waitFor(fmt.Sprintf("step %d of %d", n-2, n), "at")
		b.keys("x")
		b.waitFor(fmt.Sprintf("step %d of %d", n, n), "at")
		b.keys(kb.Home)
		b.waitFor(fmt.Sprintf("step 0 of %d", n), "at")
		b.waitFor("another one than the run took", "next-note")
		b.keys("2") // the second enabled step: a branch
		b.waitFor("step 1 of 1", "at")
		require.Empty(t, b.text("verdict"))
		b.keys(kb.Backspace)
		b.waitFor("step 0 of 0", "at")
		b.keys("?")
		require.Equal(t, true, b.eval(`document.getElementById("help").open`))
		b.keys("1", kb.Backspace) // no shortcuts beside the help
		b.keys(kb.Escape)
		require.Equal(t, false, b.eval(`document.getElementById("help").open`))
		require.Equal(t, "step 0 of 0", b.text("at"))

		// Tab reaches everything that can be done, and what has the focus is framed.
		reached := map[string]bool{}
		for range 80 {
			b.keys(kb.Tab)
			at := b.eval(`document.activeElement === document.body ? "nowhere" : getComputedStyle(document.activeElement).outlineStyle + " " +
				(document.activeElement.id || document.activeElement.className)`).(string)
			name, framed := strings.CutPrefix(at, "solid ")
			require.True(t, framed || at == "nowhere", at)
			reached[name] = true
		}
		for _, id := range []string{"share", "save", "search", "keys", "choice timeout"} {
			require.Contains(t, reached, id)
		}
	})

	t.Run("a long list is filtered", func(t *testing.T) {
		sys, err := raft.Protocol.System("", map[string]string{"servers": "5"})
		require.NoError(t, err)
		w, err := runs.New(sys)
		require.NoError(t, err)
		b := start(t, w)
		b.keys("f", "S3 crash")
		require.Equal(t, "S3 crashes", b.eval(`[...document.querySelectorAll("#choices .what")].filter((w) => w.checkVisibility()).map((w) => w.textContent).join()`))
		b.keys(kb.Enter, kb.Enter)
		b.waitFor("S3 crashes", "side")
	})

	t.Run("a link opens the same run", func(t *testing.T) {
		b := start(t, walk(t))
		b.click("#choices .choice")
		b.waitFor("step 1 of 1", "at")
		b.click("#choices .choice")
		b.waitFor("step 2 of 2", "at")
		b.keys(kb.ArrowLeft)
		b.waitFor("step 1 of 2", "at")
		b.keys("c")
		link := b.eval(`document.getElementById("url").value`).(string)
		require.True(t, strings.HasPrefix(link, b.base), link)
		b.keys(kb.Escape)
		picture := b.eval(`document.getElementById("pictures").innerHTML`)

		b.run(chromedp.Reload())
		b.waitFor("step 1 of 2", "at")
		require.Equal(t, picture, b.eval(`document.getElementById("pictures").innerHTML`))
		other := start(t, walk(t)) // another server of the same system
		other.open(other.base + strings.TrimPrefix(link, b.base))
		other.waitFor("step 1 of 2", "at")
		require.Equal(t, picture, other.eval(`document.getElementById("pictures").innerHTML`))

		other.open(other.base + strings.Replace(strings.TrimPrefix(link, b.base), ".", ".AAAAAAAA.", 1))
		other.waitFor("The address goes on, but its step 1 is not enabled here", "notice")
		other.waitFor("step 0 of 0", "at")
		other.open(other.base + "#nonsense")
		other.waitFor("The address is not that of a run", "notice")
	})

	t.Run("a run is saved", func(t *testing.T) {
		b := start(t, walk(t))
		for i := range 4 {
			b.click("#choices .choice")
			b.waitFor(fmt.Sprintf("step %d of %d", i+1, i+1), "at")
		}
		saved, err := traces.ReadFile(b.download("#save"))
		require.NoError(t, err)
		require.Equal(t, 4, saved.Steps())
		require.Nil(t, traces.Replay(walk(t), saved, 0).Departure)
	})

	t.Run("a run to look at", func(t *testing.T) {
		w := walk(t)
		w.Take(0)
		b := start(t, nil, serve.Page{Saved: w.Trace(), Why: "it is another tool's"})
		b.waitFor("looked at, and not played: it is another tool's", "notice")
		b.waitFor("step 1 of 1", "at")
		require.Equal(t, false, b.eval(`["next", "undo", "again"].some((id) => document.getElementById(id).checkVisibility())`))
		require.Equal(t, true, b.eval(`document.getElementById("side").getBoundingClientRect().left >= document.getElementById("pictures").getBoundingClientRect().right`))
		b.keys(kb.ArrowLeft)
		b.waitFor("step 0 of 1", "at")
	})

	t.Run("narrow, and everything has a name", func(t *testing.T) {
		b := start(t, walk(t))
		for _, size := range [][2]int64{{360, 800}, {800, 600}, {1280, 800}, {1900, 1000}} {
			b.run(chromedp.EmulateViewport(size[0], size[1]))
			require.Equal(t, true, b.eval(`document.documentElement.scrollWidth <= innerWidth`), "%d: the page scrolls sideways", size)
			require.Equal(t, true, b.eval(`document.querySelector("#choices .choice").getBoundingClientRect().top < innerHeight`), "%d: what can be done is in sight", size)
		}
		require.Equal(t, "", b.eval(`[...document.querySelectorAll("button, a, input, section, aside, nav, dialog, [role=region]")].filter((e) =>
			!e.textContent.trim() && !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby") && !e.closest("label")).map((e) => e.outerHTML).join()`))
	})
}

// TestPicturesHaveRoom looks at a run that is longer than the window, live and as a
// file: the picture is as wide as there is room, also when the window becomes
// another one, and what is wrong is told once.
func TestPicturesHaveRoom(t *testing.T) {
	start := browsing(t)
	report, err := synod.Explore(t.Context(), system(t), synod.Options{})
	require.NoError(t, err)
	saved := report.Violation.Trace
	file := filepath.Join(t.TempDir(), "trace.html")
	var page bytes.Buffer
	require.NoError(t, draw.HTML(&page, saved, draw.Options{}))
	require.NoError(t, os.WriteFile(file, page.Bytes(), 0o666))

	w := walk(t)
	live := start(t, nil, serve.Page{Live: w, Saved: saved, Replayed: traces.Replay(w, saved, 0)})
	still := start(t, walk(t))
	still.base = "file://"
	still.open("file://" + file)
	for name, b := range map[string]*tab{"live": live, "file": still} {
		b.waitUntil(`document.querySelector(".row.fails.chosen") !== null`)
		for _, size := range [][2]int64{{800, 600}, {1280, 700}, {1440, 700}, {1024, 700}} {
			b.run(chromedp.EmulateViewport(size[0], size[1]))
			b.waitUntil(`document.getElementById("pictures").scrollHeight > document.getElementById("pictures").clientHeight`)
			b.waitUntil(`document.getElementById("pictures").scrollWidth <= document.getElementById("pictures").clientWidth`)
			if name == "live" && size[0] >= 1280 { // drawn anew, not made smaller
				b.waitUntil(`[...document.querySelectorAll("#pictures svg")].every((p) => p.viewBox.baseVal.width === document.getElementById("pictures").clientWidth)`)
			}
		}
		require.EqualValues(t, 1, b.eval(`document.body.innerText.split("VIOLATED").length - 1`), name)
	}
}

// TestFoldsAndLanesInABrowser opens a fold with a click, and closes it; hides a lane, and
// shows it again: in the live page, which draws the run anew, and in a file, which has the
// picture of the whole run, and takes the lane out of what it has.
func TestFoldsAndLanesInABrowser(t *testing.T) {
	tabs := liveAndFile(t, serve.Long())

	const folds = `[...document.querySelectorAll(".row.folded")].filter((r) => r.checkVisibility()).length`
	const lanes = `new Set([...document.querySelectorAll("#pictures .lane-name, #pictures .lane")].filter((l) => l.checkVisibility()).map((l) => l.dataset.lane)).size`
	for name, b := range tabs {
		b.waitUntil(folds + ` === 2`)
		first := b.eval(`document.querySelector(".row.folded").dataset.first`).(string)
		b.click(".row.folded .hit")
		if name == "live" {
			b.waitUntil(folds + ` === 1`)
			b.waitUntil(`document.querySelector(".row.chosen").dataset.first === "` + first + `"`)
			b.click(`.opened[data-opened="` + first + `"]`)
			b.waitUntil(folds + ` === 2`)
		} else {
			b.waitUntil(folds + ` === 0`)
			require.Equal(t, first, b.eval(`[...document.querySelectorAll(".row.chosen")].find((r) => r.checkVisibility()).dataset.first`))
		}

		require.EqualValues(t, 2, b.eval(lanes))
		b.click("#lanes summary")
		b.click("#lanes label:nth-child(2) input")
		b.waitUntil(lanes + ` === 1`)
		b.click("#lanes label:nth-child(2) input")
		b.waitUntil(lanes + ` === 2`)
	}
}

// TestValencesInABrowser looks at a run that says what can still be decided, in a live page
// and in a file: each row has its colour, which is to be seen, and the step that decides is
// marked in the picture and beside it.
func TestValencesInABrowser(t *testing.T) {
	tabs := liveAndFile(t, valent(t))
	for name, b := range tabs {
		b.waitUntil(`document.querySelectorAll(".valence").length === 4`)
		require.Equal(t, []any{"open", "open", "value0", "value0"},
			b.eval(`[...document.querySelectorAll(".valence")].map((v) => v.classList[1])`), name)
		require.Equal(t, true, b.eval(`[...document.querySelectorAll(".valence")].every((v) => {
			const at = v.getBoundingClientRect();
			return at.width > 2 && at.height > 2 && at.left >= 0 && at.right <= innerWidth;
		})`), name)
		colours := b.eval(`[...document.querySelectorAll(".valence")].map((v) => getComputedStyle(v).fill)`).([]any)
		require.Equal(t, colours[0], colours[1], name)
		require.NotEqual(t, colours[1], colours[2], name)
		require.NotContains(t, colours, "rgb(0, 0, 0)", "%s: a colour that the style does not give is black", name)
		b.waitFor("◆ decides a", "pictures")
		require.NotContains(t, b.text("side"), "◆ decides", name)
		b.keys(kb.Home, kb.ArrowRight, kb.ArrowRight)
		b.waitFor("◆ decides a", "side")
	}
}

// TestValuesAsTrees opens a long value, and an element of it, in a live page and in a file;
// they stay open from step to step.
func TestValuesAsTrees(t *testing.T) {
	entry := func(term int) traces.Value {
		return traces.Record{{Name: "Term", Value: traces.Int(term)}, {Name: "Command", Value: traces.Str(strings.Repeat("put ", 20))}}
	}
	state := func(step *traces.Step, log ...traces.Value) traces.State {
		node := traces.Record{{Name: "up", Value: traces.Bool(true)}, {Name: "Log", Value: traces.Seq(log)}}
		return traces.State{Step: step, Vars: traces.Record{{Name: "nodes", Value: traces.Record{{Name: "S1", Value: node}, {Name: "S2", Value: traces.Record{}}}}}}
	}
	saved := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{
		state(nil, entry(1)), state(&traces.Step{Kind: traces.StepTimeout, Node: "S1", Name: "command"}, entry(1), entry(7)),
	}}
	for name, b := range liveAndFile(t, saved) {
		b.waitFor("Term: 7", "side")
		require.Equal(t, true, b.eval(`document.querySelector("#side .tree li") === null`), name)
		b.click("#side .part summary")
		b.waitUntil(`document.querySelectorAll("#side .tree > li").length === 2`)
		b.click("#side .tree > li:nth-child(2) summary")
		b.waitUntil(`[...document.querySelectorAll("#side .tree .tree > li")].map((e) => e.textContent)[0] === "Term: 7"`)
		b.keys(kb.ArrowLeft, kb.ArrowRight)
		b.waitFor("step 1 of 1", "at")
		b.waitUntil(`[...document.querySelectorAll("#side .tree .tree > li")].map((e) => e.textContent)[0] === "Term: 7"`)
		b.click("#side .part summary")
		b.waitUntil(`document.querySelector("#side .tree .tree") === null`)
	}
}

// TestPinsInABrowser pins a field and an expression, in a live page and in a file: each has a
// column beside the steps with its values where they change, which stays when the page is
// drawn anew, and goes with a click.
func TestPinsInABrowser(t *testing.T) {
	state := func(step *traces.Step, term int, log string) traces.State {
		node := traces.Record{{Name: "up", Value: traces.Bool(true)}, {Name: "Term", Value: traces.Int(term)}, {Name: "Log", Value: traces.Str(log)}}
		return traces.State{Step: step, Vars: traces.Record{{Name: "nodes", Value: traces.Record{{Name: "S1", Value: node}, {Name: "S2", Value: traces.Record{}}}}}}
	}
	timeout := &traces.Step{Kind: traces.StepTimeout, Node: "S1", Name: "election"}
	saved := &traces.Trace{Loop: traces.NoLoop, States: []traces.State{
		state(nil, 1, "a"), state(timeout, 2, "a"), state(timeout, 2, "b"), state(timeout, 30, "b"),
	}}
	const expression = "S1.Term * 1000 + Len(S1.Log)"
	values := []traces.Record{}
	for _, v := range []int{1001, 2001, 2001, 30001} {
		values = append(values, traces.Record{{Name: expression, Value: traces.Int(v)}})
	}
	const pins = `[...document.querySelectorAll("#pictures .row")].map((r) => [...r.querySelectorAll(".pin")].map((p) => p.firstChild.data).join(" "))`
	const toggle = `#side tr:has(button[title$="changed S1.Term"]) .pin-toggle`
	for name, b := range liveAndFile(t, saved, values...) {
		b.waitFor("step 3 of 3", "at")
		b.waitFor(expression+" = 30001", "pictures")
		wide := b.eval(`document.querySelector("#pictures .names svg").viewBox.baseVal.width`).(float64)
		b.click(toggle)
		require.Equal(t, []any{"1", "2", "", "30"}, b.eval(pins), name)
		require.Equal(t, "S1.Term", b.eval(`document.querySelector(".names .pin").firstChild.data`))
		b.click(`#side tr:has(button[title$="` + expression + `"]) .pin-toggle`)
		require.Equal(t, []any{"1 1001", "2 2001", "", "30 30001"}, b.eval(pins), name)
		require.Equal(t, "…+ Len(S1.Log)", b.eval(`document.querySelectorAll(".names .pin")[1].firstChild.data`))
		require.Equal(t, true, b.eval(`[...document.querySelectorAll("#pictures .pin")].every((p) => {
			const at = p.getBoundingClientRect(), row = (p.closest(".row") ?? p.closest("svg")).getBoundingClientRect();
			return at.width > 2 && row.left < at.left && at.right <= row.right + 1 && row.top <= at.top && at.bottom <= row.bottom;
		})`), "%s: each value stands in its row", name)

		if name == "live" { // drawn anew
			b.click("#lanes summary")
			b.click("#lanes label:nth-child(2) input")
			b.waitUntil(`document.querySelectorAll("#pictures .lane-name").length === 1`)
			b.click("#lanes label:nth-child(2) input")
			b.waitUntil(`document.querySelectorAll("#pictures .lane-name").length === 2`)
			b.click("#lanes summary")
		}
		b.keys(kb.ArrowLeft)
		b.waitFor("step 2 of 3", "at")
		require.Equal(t, []any{"1 1001", "2 2001", "", "30 30001"}, b.eval(pins), name)
		require.Equal(t, "true", b.eval(`document.querySelector('`+toggle+`').ariaPressed`))
		b.eval(`document.querySelector('#side th button[title$="changed S1.Term"]').focus()`)
		b.keys("p")
		b.click(".names .pin-name")
		require.Equal(t, []any{"", "", "", ""}, b.eval(pins), name)
		require.Equal(t, wide, b.eval(`document.querySelector("#pictures .names svg").viewBox.baseVal.width`), name)
	}
}

// liveAndFile opens a run to be looked at twice: in a live page, and in a file. Values are
// those of expressions.
func liveAndFile(t *testing.T, saved *traces.Trace, values ...traces.Record) map[string]*tab {
	start := browsing(t)
	file := filepath.Join(t.TempDir(), "trace.html")
	var page bytes.Buffer
	require.NoError(t, draw.HTML(&page, saved, draw.Options{Values: values}))
	require.NoError(t, os.WriteFile(file, page.Bytes(), 0o666))
	served := serve.Page{Saved: saved, Why: "it is to be looked at", Values: func(*traces.Trace) []traces.Record { return values }}
	live, still := start(t, nil, served), start(t, nil, served)
	still.base = "file://"
	still.open("file://" + file)
	return map[string]*tab{"live": live, "file": still}
}

// valent is a run of three steps, of which the second decides.
func valent(t *testing.T) *traces.Trace {
	w := walk(t)
	for range 3 {
		w.Take(0)
	}
	saved := w.Trace()
	saved.SetValences([][]string{{"a", "b"}, {"a", "b"}, {"a"}, {"a"}})
	return saved
}

// system is Raft with a mistake.
func system(t *testing.T) *model.System {
	sys, err := raft.Protocol.System("forget-vote", nil)
	require.NoError(t, err)
	return sys
}

func walk(t *testing.T) *runs.Run {
	w, err := runs.New(system(t))
	require.NoError(t, err)
	return w
}

// violation is a shortest run to what is wrong, step by step as the page lists them.
func violation(t *testing.T) (steps []string) {
	report, err := synod.Explore(t.Context(), system(t), synod.Options{})
	require.NoError(t, err)
	require.NotNil(t, report.Violation)
	for _, s := range report.Violation.Trace.States[1:] {
		step := *s.Step
		step.Message = nil
		steps = append(steps, step.String())
	}
	return steps
}

// choice is the selector of a step that can be chosen.
func choice(text string) string { return fmt.Sprintf(`//span[@class="what" and text()=%q]/..`, text) }
