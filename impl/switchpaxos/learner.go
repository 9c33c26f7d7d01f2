package switchpaxos

import "github.com/synod-go/synod/model"

// The timers of a learner.
const (
	recoverTimer    model.Timer = "recover"    // it has missed an instance
	checkpointTimer model.Timer = "checkpoint" // its application has something to save
)

// Learner delivers what is chosen to its application, in the order of the instances (Section
// 2). It is software.
type Learner struct {
	// Delivered are the values of the first instances.
	Delivered []Value
	// Ahead are values of later ones, behind a gap.
	Ahead map[int]Value
	// Heard are the votes of the highest round that it has heard of, by instance.
	Heard map[int]Count
	// Saved is how much of Delivered is in the last checkpoint.
	Saved int

	config config `model:"const"`
}

// Count is who has cast a vote.
type Count struct {
	Vote Vote
	By   model.NodeSet
}

// Start does nothing.
func (l *Learner) Start(model.Env) {}

// next returns the instance that it delivers next.
func (l *Learner) next() int { return len(l.Delivered) + 1 }

// Timeout asks for an instance that it has missed, or saves a checkpoint and says so.
func (l *Learner) Timeout(env model.Env, t model.Timer) {
	switch t {
	case recoverTimer:
		env.Resend(env.Group(backupPrefix)[0], Recover{l.next()})
	case checkpointTimer:
		l.Saved = len(l.Delivered)
		sendAll(env, acceptorPrefix, Checkpoint{l.Saved})
		sendAll(env, backupPrefix, Checkpoint{l.Saved})
	}
	l.wait(env)
}

// Receive counts the votes of an instance. When a quorum has cast one, its value is chosen.
func (l *Learner) Receive(env model.Env, from model.NodeID, m model.Message) {
	p, ok := m.(Phase2B)
	if !ok || l.knows(p.Instance) {
		return
	}
	count := l.Heard[p.Instance]
	switch {
	case p.Vote.Round < count.Vote.Round:
		return
	case p.Vote.Round > count.Vote.Round:
		count = Count{Vote: p.Vote}
	}
	count.By = count.By.With(from)
	if !l.config.isQuorum(count.By) && l.config.mutant != learnEarly {
		put(&l.Heard, p.Instance, count)
		return
	}
	delete(l.Heard, p.Instance)
	l.learn(env, p.Instance, p.Vote.Value)
	l.wait(env)
}

func (l *Learner) knows(instance int) bool {
	_, ahead := l.Ahead[instance]
	return instance < l.next() || ahead
}

// learn delivers all that it can.
func (l *Learner) learn(env model.Env, instance int, v Value) {
	env.Record(Learned{instance, v})
	put(&l.Ahead, instance, v)
	if l.config.mutant == skipGap {
		for i := range instance { // what is missing is left out
			if !l.knows(i + 1) {
				env.Record(Learned{i + 1, NoOp})
				l.Ahead[i+1] = NoOp
			}
		}
	}
	for {
		v, ok := l.Ahead[l.next()]
		if !ok {
			return
		}
		delete(l.Ahead, l.next())
		l.Delivered = append(l.Delivered, v)
	}
}

// wait sets the timers: one while there is a gap, the other while something is not saved.
func (l *Learner) wait(env model.Env) {
	set := func(on bool, t model.Timer) {
		if on {
			env.SetTimer(t)
		} else {
			env.StopTimer(t)
		}
	}
	set(len(l.Ahead) > 0, recoverTimer)
	set(l.Saved < len(l.Delivered), checkpointTimer)
}

func put[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}
