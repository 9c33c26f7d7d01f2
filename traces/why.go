package traces

import (
	"fmt"
	"slices"
)

// whyNotEnabled returns why a step is not enabled, as far as the state shows it.
func whyNotEnabled(step Step, vars Record) string {
	nodes, _ := vars.Get("nodes")
	isUp := func(name string) (up, found bool) {
		all, _ := nodes.(Record)
		v, found := all.Get(name)
		fields, _ := v.(Record)
		u, _ := fields.Get("up")
		return Equal(u, Bool(true)), found
	}
	if step.Node != "" {
		up, found := isUp(step.Node)
		switch {
		case !found:
			return fmt.Sprintf("there is no node %q", step.Node)
		case step.Kind == StepRestart && up:
			return step.Node + " is up"
		case step.Kind != StepRestart && !up:
			return step.Node + " is down"
		}
	}
	if why := whyNotStable(step, vars); why != "" {
		return why
	}
	switch step.Kind {
	case StepDeliver, StepDrop, StepDuplicate:
		if !inFlight(step, vars) {
			return "no such message is in flight"
		}
		return "the message is in flight, but to deliver it would change nothing, it is not its turn, or a budget is spent"
	case StepTimeout:
		if !timerSet(step, nodes) {
			return fmt.Sprintf("timer %s is not set at %s", step.Name, step.Node)
		}
		return "the timer is set, but it would change nothing, its budget is spent, or as a clock it is too far ahead"
	case StepRestart:
		return step.Node + " never restarts, or a bound refuses the step"
	case StepCrash, StepPartition:
		return "its budget is spent"
	case StepCutLink:
		return "the link is cut, or the budget is spent"
	case StepHealLink:
		return "the link is not cut"
	case StepSuspect:
		return step.Name + " is up and no mistake is left, nobody watches it, or to suspect it would change nothing"
	case StepTrust:
		return step.Name + " is down, nobody watches it, or to trust it would change nothing"
	case StepHeal:
		return "there is no cut"
	case StepStabilise:
		return "a cut is in force, the node is down, or nothing of the kind is assumed"
	case StepInvoke:
		return "the client is not idle, has another operation next, or has none left"
	}
	if step.Kind == StepAction {
		return "the action, with these values, has no step here"
	}
	return "no such step can be taken here"
}

// whyNotStable returns why stabilisation, after which vars is, keeps a step from being
// enabled; "" if it does not, or has not happened.
func whyNotStable(step Step, vars Record) string {
	faults, _ := vars.Get("faults")
	fields, _ := faults.(Record)
	if stabilised, _ := fields.Get("stabilised"); !Equal(stabilised, Bool(true)) {
		return ""
	}
	switch step.Kind {
	case StepStabilise:
		return "it has stabilised"
	case StepCrash, StepDrop, StepDuplicate, StepPartition, StepCutLink:
		return "it has stabilised: nothing new goes wrong"
	case StepTimeout:
		if leader, led := fields.Get("leader"); led {
			return fmt.Sprintf("timer %s is not set, it would change nothing, or it is not its turn: %s leads, and timers fire when no delivery is enabled", step.Name, Plain(leader))
		}
	}
	return ""
}

func inFlight(step Step, vars Record) bool {
	flights, _ := NetworkOf(vars)
	return slices.ContainsFunc(flights, func(f Flight) bool {
		return f.From == step.From && f.To == step.To && f.Name == step.Name && Equal(f.Message, step.Message)
	})
}

func timerSet(step Step, nodes Value) bool {
	all, _ := nodes.(Record)
	v, _ := all.Get(step.Node)
	fields, _ := v.(Record)
	timers, _ := fields.Get("timers")
	set, _ := timers.(Set)
	return slices.ContainsFunc(set, func(t Value) bool { return Equal(t, NewStr(step.Name)) })
}
