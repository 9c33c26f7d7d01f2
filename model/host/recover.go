package host

import (
	"bytes"
	"fmt"
	"path/filepath"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/stable"
	"github.com/synod-go/synod/traces"
)

// record is what a node writes to its disk.
type record struct {
	Node   string `cbor:"1,keyasint"`
	System string `cbor:"2,keyasint"` // see wire.Messages.System
	Boot   uint64 `cbor:"3,keyasint"` // how often the node has booted
	State  []byte `cbor:"4,keyasint"` // what is left in a crash
	// Lines are the last lines of the log, which begin behind event Logged. They are written
	// to the log when they are on disk: a crash in between leaves them here alone.
	Logged int    `cbor:"5,keyasint"`
	Lines  []byte `cbor:"6,keyasint"`
}

// recover finds what an earlier run of the node has left, and makes the node of that.
func (h *Host) recover() (err error) {
	last, err := h.openDisk()
	if err != nil {
		return err
	}
	h.boot = 1
	if last != nil {
		h.boot = last.Boot + 1
	}
	if h.cfg.Log != "" {
		if h.log, err = openLog(h, last); err != nil {
			return err
		}
	}
	var state []byte
	if last != nil {
		state = last.State
	}
	if h.alive, err = h.kind.Revive(state, last == nil); err != nil {
		return fmt.Errorf("%s: what is on disk is no node of this program: %w", h.cfg.Disk, err)
	}
	return nil
}

// openDisk opens the disk, and returns what was written last; nil is nothing.
func (h *Host) openDisk() (last *record, err error) {
	if h.cfg.Disk == "" {
		return nil, nil
	}
	if h.unlock, err = stable.Lock(h.cfg.Disk); err != nil {
		return nil, err
	}
	if h.disk, err = stable.Open(h.cfg.Faults.fs(), filepath.Join(h.cfg.Disk, "disk")); err != nil {
		return nil, err
	}
	if h.disk.Torn != nil {
		h.logger.Warn(h.disk.Torn.String())
	}
	if h.disk.Value() == nil {
		return nil, nil
	}
	last = &record{}
	if err := cbor.Unmarshal(h.disk.Value(), last); err != nil {
		return nil, fmt.Errorf("%s: %w", h.cfg.Disk, err)
	}
	switch {
	case last.Node != h.cfg.Node:
		return nil, fmt.Errorf("%s is the disk of node %s, not of %s", h.cfg.Disk, quote.Quoted(last.Node), h.cfg.Node)
	case last.System != h.system:
		return nil, fmt.Errorf("%s is the disk of a node of another system: the protocol, a setting, the number of nodes or a type of messages has changed since", h.cfg.Disk)
	}
	return last, nil
}

// start boots the node, at first or after a crash.
func (h *Host) start() error {
	kind := traces.StepStart
	if h.boot > 1 {
		kind = traces.StepRestart
		if h.log != nil {
			if err := h.log.add(&traces.LogEvent{Kind: traces.StepCrash, Node: h.cfg.Node}); err != nil {
				return err
			}
		}
	}
	h.logger.Info("the node boots", "boot", h.boot, "address", h.listener.Addr().String())
	if err := h.give(input{Input: node.Input{Call: node.Start}, kind: kind}); err != nil {
		return err
	}
	h.invokeAt = time.Now()
	return h.commit()
}

// save writes what a crash would leave to the disk, unless that is there already. The first
// time in each boot it writes anyhow: no two boots may have one number.
func (h *Host) save() error {
	if h.disk == nil || h.written && bytes.Equal(h.inner, h.stored) {
		return nil
	}
	r := record{Node: h.cfg.Node, System: h.system, Boot: h.boot, State: h.inner}
	if h.log != nil {
		r.Logged, r.Lines = h.log.pending()
	}
	b, err := cbor.Marshal(r)
	if err != nil {
		return err
	}
	begun := time.Now()
	if err := h.disk.Put(b); err != nil {
		return fmt.Errorf("the disk has failed: %w", err)
	}
	h.metrics.synced(len(b), time.Since(begun))
	h.stored = append(h.stored[:0], h.inner...)
	h.written = true
	return nil
}
