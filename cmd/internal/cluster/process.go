package cluster

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// process is a node that runs in a process of its own.
type process struct {
	name string
	path string // of what it says on standard error
	make func() *exec.Cmd
	heed func(news)

	mu       sync.Mutex
	cmd      *exec.Cmd
	in       io.WriteCloser
	ended    chan struct{} // closed when the process has ended
	expected bool          // that it ends
	paused   bool
	code     int
	starts   int
}

// start starts the process, and returns when the node listens.
func (p *process) start(ctx context.Context) error {
	cmd := p.make()
	own(cmd)
	errs, err := os.OpenFile(p.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer errs.Close() // the process has its own
	cmd.Stderr = errs
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	listens, ended := make(chan struct{}), make(chan struct{})
	p.mu.Lock()
	p.cmd, p.in, p.ended, p.expected, p.paused = cmd, in, ended, false, false
	p.starts++
	p.mu.Unlock()
	go func() {
		p.read(out, listens)
		_ = cmd.Wait() // the code says it
		p.mu.Lock()
		p.code = cmd.ProcessState.ExitCode()
		p.mu.Unlock()
		close(ended)
	}()
	select {
	case <-listens:
		return nil
	case <-ended:
		return p.failure()
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(startTime):
		return fmt.Errorf("node %s does not listen after %s; see %s", p.name, startTime, p.path)
	}
}

// startTime is how long a node may take to listen.
const startTime = 20 * time.Second

// read takes the news of a node until it ends.
func (p *process) read(out io.Reader, listens chan struct{}) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var n news
		if json.Unmarshal(lines.Bytes(), &n) != nil {
			continue
		}
		p.heed(n)
		if n.Addr != "" {
			close(listens)
		}
	}
}

// tell gives the node an order. One that is gone does not hear it.
func (p *process) tell(o order) {
	b, err := json.Marshal(o)
	if err != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.in != nil {
		_, _ = p.in.Write(append(b, '\n'))
	}
}

// kill kills the process, and returns when it has ended.
func (p *process) kill() {
	p.mu.Lock()
	cmd, ended := p.cmd, p.ended
	p.expected = true
	p.mu.Unlock()
	if cmd == nil {
		return
	}
	_ = cmd.Process.Kill() // it may have ended
	<-ended
}

// expect says that the node may end by itself, as on a full disk.
func (p *process) expect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = true
}

// up reports whether the process runs.
func (p *process) up() bool {
	p.mu.Lock()
	ended := p.ended
	p.mu.Unlock()
	if ended == nil {
		return false
	}
	select {
	case <-ended:
		return false
	default:
		return true
	}
}

// pause stops the process; resume lets it go on.
func (p *process) pause() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paused = true
	return stop(p.cmd.Process)
}

func (p *process) resume() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.paused {
		return nil
	}
	p.paused = false
	return cont(p.cmd.Process)
}

// end lets the node end cleanly, and kills it if it does not.
func (p *process) end() {
	if !p.up() {
		return
	}
	_ = p.resume() // it may have ended
	p.expect()
	p.tell(order{End: true})
	select {
	case <-p.ended:
	case <-time.After(endTime):
		p.kill()
	}
}

// endTime is how long a node may take to end.
const endTime = 3 * time.Second

// unexpected returns why the process has ended although nobody wanted that; nil if it runs, or
// was killed.
func (p *process) unexpected() error {
	if p.up() {
		return nil
	}
	p.mu.Lock()
	excused := p.cmd == nil || p.expected && p.code != exitBroke
	p.mu.Unlock()
	if excused {
		return nil
	}
	return p.failure()
}

// exitBroke is the exit code of a node whose code is wrong, which nothing that was done to it
// excuses.
const exitBroke = 1

// failure says why the process has ended: the last thing that it said, and what belongs to that.
func (p *process) failure() error {
	p.mu.Lock()
	code := p.code
	p.mu.Unlock()
	b, err := os.ReadFile(p.path)
	if err != nil {
		return err
	}
	lines := strings.Split(string(bytes.TrimSpace(b)), "\n")
	from := len(lines) - 1
	for from > 0 && strings.HasPrefix(lines[from], " ") { // a stack
		from--
	}
	said := strings.Join(lines[from:], "\n")
	if said == "" {
		said = fmt.Sprintf("exit code %d", code)
	}
	return fmt.Errorf("node %s has ended: %s", p.name, said)
}
