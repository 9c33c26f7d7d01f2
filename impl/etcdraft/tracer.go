//go:build with_tla

package main

import (
	"encoding/json"

	"go.etcd.io/raft/v3"

	"github.com/synod-go/synod/impl/internal/rawnode"
)

// With the tag with_tla the library tells a TraceLogger what it does, in the words of its TLA+
// spec. Each event becomes a log line of the step, as the spec's trace module reads it:
//
//	{"tag":"trace","event":{"name":"BecomeCandidate","nid":"1", …}}
//
// The library then sleeps for a millisecond with each message, in replays too, so a search
// takes long.
func init() {
	traced = func(c *raft.Config, log *rawnode.Logger) { c.TraceLogger = tracer{log} }
}

type tracer struct{ log *rawnode.Logger }

// TraceEvent implements raft.TraceLogger.
func (t tracer) TraceEvent(e *raft.TracingEvent) {
	line, err := json.Marshal(struct {
		Tag   string             `json:"tag"`
		Event *raft.TracingEvent `json:"event"`
	}{"trace", e})
	if err != nil {
		panic(err)
	}
	t.log.Infof("%s", line)
}
