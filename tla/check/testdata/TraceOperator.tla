---------------------------- MODULE TraceOperator ----------------------------
EXTENDS Integers, Sequences, TLC, TLCExt
VARIABLES x, y

Init == x \in {0, 5} /\ y = "a"
A(n) == x < 9 /\ x' = x + n /\ UNCHANGED y
B == x = 3 /\ y' = "b" /\ UNCHANGED x
Next == (\E n \in {1, 2} : A(n)) \/ B
Spec == Init /\ [][Next]_<<x, y>>

Follows(s, t) == \/ t.x - s.x \in {1, 2} /\ t.y = s.y
                 \/ s.x = 3 /\ t.x = 3 /\ t.y = "b"
IsBehaviour == /\ Len(Trace) = TLCGet("level")
               /\ Trace[1] \in {[x |-> 0, y |-> "a"], [x |-> 5, y |-> "a"]}
               /\ \A i \in 1..Len(Trace) - 1 : Follows(Trace[i], Trace[i + 1])
               /\ Trace[Len(Trace)] = [x |-> x, y |-> y]
\* In a step Trace ends with its first state.
Steps == [][IsBehaviour]_<<x, y>>
Short == TLCGet("level") < 5 /\ x # 8
Bounded == IsBehaviour /\ Short
AlsoHere == IsBehaviour
==============================================================================
