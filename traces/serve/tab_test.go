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

	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/serve"
)

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
