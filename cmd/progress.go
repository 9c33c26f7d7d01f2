package cmd

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/reported"
)

// How often progress is shown: on a terminal as often as one can read, in a log
// rarely enough not to fill it.
const (
	everyOnTerminal = 250 * time.Millisecond
	everyInJSON     = time.Second
	everyInLog      = 5 * time.Second
)

// progress shows how far a search is. A search calls it from a goroutine.
type progress struct {
	every   time.Duration
	program string // its name

	mu     sync.Mutex
	people io.Writer // nil for none
	// columns are those of the terminal now, for a window can become another one; nil
	// when it is none.
	columns func() int
	json    *json.Encoder
	line    bool // an unfinished line is on the terminal
	ended   bool
}

func (t *tool) newProgress(asJSON bool) *progress {
	p := &progress{every: everyInLog, program: t.programName(), people: quote.Raw(t.stderr)}
	if f, ok := quote.Raw(t.stderr).(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.every = everyOnTerminal
		p.columns = func() int {
			if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
				return w
			}
			return 80
		}
	}
	if asJSON {
		p.json = json.NewEncoder(t.stdout)
		if p.columns == nil {
			p.every, p.people = everyInJSON, nil
		}
	}
	return p
}

// progressLine is a progress line of the NDJSON output.
type progressLine struct {
	Type     string  `json:"type"`
	Depth    int     `json:"depth"`
	States   uint64  `json:"states"`
	Steps    uint64  `json:"steps"`
	Frontier uint64  `json:"frontier"`
	Memory   int64   `json:"memory_bytes"`
	Elapsed  float64 `json:"elapsed_s"`
}

func (p *progress) show(now explore.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	if p.json != nil {
		// A reader that is gone is noticed when the result is written.
		_ = p.json.Encode(progressLine{"progress", now.Depth, now.States, now.Steps, now.Frontier, now.Memory, now.Elapsed.Seconds()})
	}
	if p.people != nil {
		p.print(reported.Progress(now))
	}
}

// say shows a line of progress in other words than those of a search, to people alone.
func (p *progress) say(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.people != nil && !p.ended {
		p.print(text)
	}
}

// print writes a line of progress, in which there is nothing foreign: over the last one on a terminal.
func (p *progress) print(text string) {
	if p.columns == nil {
		fmt.Fprintln(p.people, text)
		return
	}
	// Over the last column the terminal would begin another line.
	fmt.Fprintf(p.people, "\r%s\x1b[K", ansi.Truncate(text, p.columns()-1, ""))
	p.line = true
}

// interrupted tells a person that the interrupt was seen.
func (p *progress) interrupted() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.people != nil && !p.ended {
		p.clear()
		fmt.Fprintln(p.people, p.program+": interrupted, the search ends with what it has; another interrupt kills it")
	}
}

// end takes the line off the terminal. Nothing is shown after it.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	p.ended = true
}

func (p *progress) clear() {
	if p.line {
		fmt.Fprint(p.people, "\r\x1b[K")
		p.line = false
	}
}
