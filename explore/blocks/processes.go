package blocks

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// maxAttempts is how often a task is tried.
const maxAttempts = 4

// Processes is an Engine of processes on this machine, each of which does one task at a time:
// it reads tasks, and writes results, as Worker.Serve does. A process that ends, or says
// something else, is replaced, and its task is tried again.
type Processes struct {
	// Command returns the command of a process, which ends when its input does.
	Command func() *exec.Cmd
	// Count is how many processes there are.
	Count int
	// Started, when set, is called with the id of each process that was started.
	Started func(pid int)

	idle []*process
	mu   sync.Mutex
}

// process is one that runs.
type process struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	stderr tail
}

// Slots implements Engine.
func (e *Processes) Slots() int { return max(1, e.Count) }

// Run implements Engine.
func (e *Processes) Run(ctx context.Context, tasks []Task) ([]Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan Task, len(tasks))
	for _, t := range tasks {
		todo <- t
	}
	close(todo)
	var results []Result
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(e.Slots(), len(tasks)) {
		wg.Go(func() {
			for t := range todo {
				r, err := e.try(ctx, t)
				if err != nil {
					cancel(err)
					return
				}
				mu.Lock()
				results = append(results, r)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return results, nil
}

// try has a task done, by another process if one fails.
func (e *Processes) try(ctx context.Context, t Task) (r Result, err error) {
	for range maxAttempts {
		if r, err = e.attempt(ctx, t); err == nil || ctx.Err() != nil {
			return r, err
		}
	}
	return r, fmt.Errorf("task %s %d failed %d times: %w", t.Op, t.Index, maxAttempts, err)
}

// attempt has a task done by one process.
func (e *Processes) attempt(ctx context.Context, t Task) (r Result, err error) {
	p, err := e.take()
	if err != nil {
		return r, err
	}
	stop := context.AfterFunc(ctx, func() { _ = p.cmd.Process.Kill() }) // it may have ended already
	r, err = p.do(t)
	if !stop() || err != nil {
		return r, p.failed(err)
	}
	e.mu.Lock()
	e.idle = append(e.idle, p)
	e.mu.Unlock()
	return r, r.Err()
}

// take returns a process that has nothing to do.
func (e *Processes) take() (*process, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if n := len(e.idle); n > 0 {
		p := e.idle[n-1]
		e.idle = e.idle[:n-1]
		return p, nil
	}
	p := &process{cmd: e.Command()}
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReaderSize(out, 1<<16)
	p.cmd.Stderr = &p.stderr
	p.cmd.WaitDelay = leftWait
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("a worker cannot be started: %w", err)
	}
	if e.Started != nil {
		e.Started(p.cmd.Process.Pid)
	}
	return p, nil
}

// do writes a task and reads its result.
func (p *process) do(t Task) (r Result, err error) {
	line, err := json.Marshal(&t)
	if err != nil {
		return r, err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return r, err
	}
	if line, err = p.answer(t); err != nil {
		return r, err
	}
	if err := json.Unmarshal(line, &r); err != nil {
		return r, &WorkerError{t, "it is no JSON of a result: " + err.Error()}
	}
	if r.Task != t {
		return r, &WorkerError{t, fmt.Sprintf("it is of another task, %s %d", r.Op, r.Index)}
	}
	return r, nil
}

// maxAnswer is how many bytes an answer may have.
const maxAnswer = 64 << 20

// answer reads a line.
func (p *process) answer(t Task) (line []byte, err error) {
	for {
		part, err := p.out.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
		if len(line) > maxAnswer {
			return nil, &WorkerError{t, fmt.Sprintf("it has more than %d bytes", maxAnswer)}
		}
	}
}

// failed ends a process and says why it failed.
func (p *process) failed(err error) error {
	_ = p.cmd.Process.Kill() // it may have ended already
	ended := p.cmd.Wait()
	if err == nil || errors.Is(err, io.EOF) {
		err = cmp.Or(ended, errors.New("it ended"))
	}
	if said := p.stderr.String(); said != "" {
		return fmt.Errorf("a worker failed: %w; it said: %s", err, said)
	}
	return fmt.Errorf("a worker failed: %w", err)
}

const (
	// endWait is how long a process has to end when its input ends.
	endWait = 5 * time.Second
	// leftWait is how long another process, which an ended one has left behind, may keep its
	// output open.
	leftWait = time.Second / 2
)

// Close ends the processes.
func (e *Processes) Close() {
	for _, p := range e.idle {
		_ = p.in.Close() // it ends then
		late := time.AfterFunc(endWait, func() { _ = p.cmd.Process.Kill() })
		_ = p.cmd.Wait() // it has nothing to do any more, however it ends
		late.Stop()
	}
	e.idle = nil
}

// tail keeps the last line of what a process says.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailBytes = 1 << 12

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	t.text = t.text[max(0, len(t.text)-tailBytes):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
