----------------------------- MODULE TraceLocks -----------------------------
EXTENDS Locks, Sequences, Json, IOUtils, TLC

VARIABLE l

Lines == ndJsonDeserialize(IOEnv.TRACE)

Trace == SubSeq(Lines, 2, Len(Lines))

TraceNode == {Lines[1].nodes[k] : k \in DOMAIN Lines[1].nodes}

TraceLock == {"a", "b", "c", "d", "e", "f"}

event == Trace[l]

Is(what) == l =< Len(Trace) /\ event.name = what

Lock1 == event.state.Lock

Counted == "Count" \in DOMAIN event.state => count'[Lock1] = event.state.Count

TraceNext ==
    /\ \/ Is("take") /\ Take(event.node, Lock1)
       \/ Is("give") /\ Give(event.node, Lock1)
       \/ Is("tell") /\ Tell(Lock1)
       \/ Is("hear") /\ Hear(Lock1, event.state.Told)
       \/ Is("miss") /\ NotHeard(Lock1, event.state.Told)
       \/ Is("quiet") /\ Quiet(Lock1)
       \/ Is("bump") /\ Bump(Lock1)
       \/ Is("sweep") /\ Sweep(Lock1)
       \/ Is("reset") /\ Reset
    /\ Counted
    /\ l' = l + 1

TraceSpec == Init /\ l = 1 /\ [][TraceNext]_<<vars, l>>
=============================================================================
