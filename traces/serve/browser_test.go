package serve_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/traces"
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
		b.waitFor("violated: election-safety", "side")
		b.waitFor("were elected leader of term 1", "verdict")
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
		sys, _, err := raft.Protocol.System("", map[string]string{"servers": "5"})
		require.NoError(t, err)
		w, err := model.NewWalk(sys)
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
		for _, width := range []int64{360, 800, 1280, 1900} {
			b.run(chromedp.EmulateViewport(width, 800))
			require.Equal(t, true, b.eval(`document.documentElement.scrollWidth <= innerWidth`), "%d: the page scrolls sideways", width)
			require.Equal(t, true, b.eval(`document.querySelector("#choices .choice").getBoundingClientRect().top < innerHeight`), "%d: what can be done is in sight", width)
		}
		require.Equal(t, "", b.eval(`[...document.querySelectorAll("button, a, input, section, aside, nav, dialog, [role=region]")].filter((e) =>
			!e.textContent.trim() && !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby") && !e.closest("label")).map((e) => e.outerHTML).join()`))
	})
}

// system is Raft with a mistake.
func system(t *testing.T) *model.System {
	sys, _, err := raft.Protocol.System("forget-vote", nil)
	require.NoError(t, err)
	return sys
}

func walk(t *testing.T) *model.Walk {
	w, err := model.NewWalk(system(t))
	require.NoError(t, err)
	return w
}

// violation is a shortest run to what is wrong, step by step as the page lists them.
func violation(t *testing.T) (steps []string) {
	report, err := model.Explore(t.Context(), system(t), model.Options{})
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

// tab is a page in the browser.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
	dir  string // of downloads
}

// browsing starts a browser; what it returns serves a system, or a page, and opens
// it in a tab of its own.
func browsing(t *testing.T) func(t *testing.T, live traces.Live, page ...serve.Page) *tab {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		t.Skip("there is no Chromium here; Debian's package is chromium")
	}
	if testing.Short() {
		t.Skip("short: a browser takes its time")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1280, 800))
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(end)
	ctx, close := chromedp.NewContext(allocator)
	t.Cleanup(close)
	require.NoError(t, chromedp.Do(ctx)) // it starts
	return func(t *testing.T, live traces.Live, page ...serve.Page) *tab {
		if len(page) == 0 {
			page = []serve.Page{{Live: live}}
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		serving, stop := context.WithCancel(context.Background())
		var ended sync.WaitGroup
		ended.Go(func() {
			if err := serve.New(page[0]).Serve(serving, listener, ""); err != nil {
				t.Error(err)
			}
		})
		t.Cleanup(ended.Wait)
		t.Cleanup(stop)
		b := &tab{t: t, base: "http://" + listener.Addr().String() + "/", dir: t.TempDir()}
		var close, late context.CancelFunc
		b.ctx, close = chromedp.NewContext(ctx)
		t.Cleanup(close)
		b.ctx, late = context.WithTimeout(b.ctx, 5*time.Minute)
		t.Cleanup(late)
		b.watch()
		_, err = chromedp.Call(b.ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		require.NoError(t, err) // one tab has the focus otherwise
		b.open(b.base)
		b.waitUntil(`document.querySelector(".row") !== null && (document.querySelector(".choice") !== null || document.getElementById("next").hidden)`)
		return b
	}
}

// watch fails the test when the page fetches something from elsewhere, or reports
// an error.
func (b *tab) watch() {
	require.NoError(b.t, chromedp.Listen(b.ctx, func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, b.base) {
				b.t.Errorf("the page asks for %s", e.Request.URL)
			}
		case *runtime.EventExceptionThrown:
			b.t.Errorf("the script fails: %v", e.ExceptionDetails)
		case *log.EventEntryAdded:
			// What is refused on purpose, and the icon that there is not, are no errors.
			if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
				b.t.Errorf("the browser says: %s", e.Entry.Text)
			}
		}
	}))
}

func (b *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, actions...))
}

func (b *tab) open(url string) { b.run(chromedp.Navigate("about:blank"), chromedp.Navigate(url)) }

func (b *tab) click(selector string) {
	b.t.Helper()
	b.run(chromedp.Click(selector, chromedp.NodeVisible))
}

// keys types: letters as a keyboard does, so that a shortcut can keep its letter from
// being typed, and other keys.
func (b *tab) keys(keys ...string) {
	b.t.Helper()
	for _, r := range strings.Join(keys, "") {
		if r > unicode.MaxASCII || !unicode.IsPrint(r) {
			b.run(chromedp.KeyEvent(string(r)))
			continue
		}
		for _, e := range []input.DispatchKeyEventParams{{Type: input.DispatchKeyEventTypeKeyDown, Text: string(r)}, {Type: input.DispatchKeyEventTypeKeyUp}} {
			e.Key = string(r)
			_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, e)
			require.NoError(b.t, err)
		}
	}
}

func (b *tab) eval(script string) any {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[any](script))
	require.NoError(b.t, err)
	return v
}

func (b *tab) text(id string) string {
	b.t.Helper()
	return b.eval(fmt.Sprintf(`document.getElementById(%q).textContent`, id)).(string)
}

// waitFor waits until an element has a text, and what can be done is listed.
func (b *tab) waitFor(text, id string) {
	b.t.Helper()
	b.waitUntil(fmt.Sprintf(`document.getElementById(%q)?.textContent.includes(%q) && document.querySelector("[aria-busy=true]") === null`, id, text))
}

func (b *tab) waitUntil(condition string) {
	b.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		// While a page goes and another comes there is nothing to ask.
		if is, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+condition+")")); err == nil && is {
			return
		}
	}
	b.t.Fatalf("it is never true that %s; the page: %s", condition, b.eval(`document.body.innerText`))
}

// goTo moves the focus to a step with the arrow keys.
func (b *tab) goTo(step string) {
	b.t.Helper()
	for range 100 {
		if b.eval(`document.activeElement.querySelector(":scope > .what")?.textContent`) == step {
			return
		}
		b.keys(kb.ArrowDown)
	}
	b.t.Fatalf("the arrow keys do not reach %q", step)
}

// download clicks a link and returns the file that comes of it.
func (b *tab) download(selector string) string {
	b.t.Helper()
	done := make(chan string, 1)
	require.NoError(b.t, chromedp.ListenBrowser(b.ctx, func(event any) {
		if e, ok := event.(*browser.EventDownloadProgress); ok && e.State == browser.DownloadProgressStateCompleted {
			done <- e.GUID
		}
	}))
	events := true
	_, err := chromedp.CallBrowser(b.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllowAndName, DownloadPath: b.dir, EventsEnabled: &events,
	})
	require.NoError(b.t, err)
	b.click(selector)
	select {
	case name := <-done:
		path := filepath.Join(b.dir, name)
		_, err := os.Stat(path)
		require.NoError(b.t, err)
		return path
	case <-b.ctx.Done():
		b.t.Fatal("nothing is downloaded")
		return ""
	}
}
