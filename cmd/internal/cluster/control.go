package cluster

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/synod-go/synod/model/host"
)

// A node that runs in a process of its own is controlled over its standard input and output,
// in lines of JSON. When its input ends, the node ends: nobody is there any more.

// order is what a node is told.
type order struct {
	Clock float64 `json:"clock,omitempty"` // how many times as fast its clock runs from now on
	Disk  *disk   `json:"disk,omitempty"`  // what is wrong with its disk from now on
	// Suspect and Trust name a node that its failure detectors take from now on for one that has
	// crashed, or is up.
	Suspect string `json:"suspect,omitempty"`
	Trust   string `json:"trust,omitempty"`
	End     bool   `json:"end,omitempty"`
}

type disk struct {
	SlowMs float64 `json:"slow_ms"`
	Full   bool    `json:"full"`
	Lossy  bool    `json:"lossy"`
}

// news is what a node tells.
type news struct {
	Addr  string `json:"addr,omitempty"`  // where it listens
	Leads bool   `json:"leads,omitempty"` // it begins to lead, in the epoch
	Epoch int    `json:"epoch,omitempty"`
}

// teller writes news. A reader that is gone is noticed by the end of the input.
type teller struct {
	mu  sync.Mutex
	out *json.Encoder
}

func (t *teller) tell(n news) {
	t.mu.Lock()
	defer t.mu.Unlock()
	_ = t.out.Encode(n)
}

// Serve runs a node whose configuration lacks what the cluster breaks and hears of, under the
// control of a cluster, until that ends it or the context does.
func Serve(ctx context.Context, cfg host.Config, in io.Reader, out io.Writer) error {
	tell := &teller{out: json.NewEncoder(out)}
	cfg.Faults = &host.Faults{}
	cfg.OnLead = func(epoch int, leads bool) {
		if leads {
			tell.tell(news{Leads: true, Epoch: epoch})
		}
	}
	h, err := host.New(cfg)
	if err != nil {
		return &Unusable{err}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	tell.tell(news{Addr: h.Addr().String()})
	go func() {
		defer cancel()
		lines := bufio.NewScanner(in)
		for lines.Scan() {
			var o order
			if json.Unmarshal(lines.Bytes(), &o) != nil || o.End {
				return
			}
			if err := obey(h, cfg.Faults, o); err != nil {
				cfg.Logger.Error("an order is not understood", "error", err)
				return
			}
		}
	}()
	return h.Run(ctx)
}

func obey(h *host.Host, f *host.Faults, o order) error {
	if o.Clock > 0 {
		f.Clock(o.Clock)
	}
	if d := o.Disk; d != nil {
		f.SlowDisk(time.Duration(d.SlowMs * float64(time.Millisecond)))
		f.FullDisk(d.Full)
		f.LossyDisk(d.Lossy)
	}
	switch {
	case o.Suspect != "":
		return h.Suspect(o.Suspect)
	case o.Trust != "":
		return h.Trust(o.Trust)
	}
	return nil
}

// Unusable is the error of a node that cannot begin: what it was told, or what it finds on
// its disk or in its log, is of no use.
type Unusable struct{ Err error }

func (u *Unusable) Error() string { return u.Err.Error() }

func (u *Unusable) Unwrap() error { return u.Err }

// Broke reports whether a node ended because its code is wrong: a handler panicked, broke a
// rule, or did not return.
func Broke(err error) bool {
	var broke *host.HandlerError
	return errors.As(err, &broke)
}
