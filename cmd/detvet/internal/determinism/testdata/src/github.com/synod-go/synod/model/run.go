package model

import "sync"

// run is an environment, and no handler code.
type run struct{ pool sync.Pool }

func (r *run) ID() NodeID            { return 0 }
func (r *run) Peers() []NodeID       { return nil }
func (r *run) Group(string) []NodeID { return nil }
func (r *run) Send(NodeID, Message)  { r.pool.Get() }
func (r *run) Resend(NodeID, Message) {
	r.pool.Get()
}
func (r *run) Broadcast(Message)  { r.pool.Get() }
func (r *run) SetTimer(Timer)     { r.pool.Get() }
func (r *run) StopTimer(Timer)    {}
func (r *run) Choose(int) int     { return 0 }
func (r *run) Record(Event)       {}
func (r *run) Log(string, ...any) {}

var _ Env = (*run)(nil)

// Note is called by handlers.
func Note() { new(run).pool.Get() }
