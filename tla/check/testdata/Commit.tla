------------------------------- MODULE Commit -------------------------------
\* Two-phase commit of three, with messages that only grow.
EXTENDS Naturals, FiniteSets
CONSTANT RM
VARIABLES rm, tm, prepared, msgs
vars == <<rm, tm, prepared, msgs>>
Messages == [type : {"prepared"}, rm : RM] \cup [type : {"commit", "abort"}]
TypeOK == /\ rm \in [RM -> {"working", "prepared", "committed", "aborted"}]
          /\ tm \in {"init", "done"}
          /\ prepared \subseteq RM
          /\ msgs \subseteq Messages
Init == rm = [r \in RM |-> "working"] /\ tm = "init" /\ prepared = {} /\ msgs = {}
Recv(r) == /\ tm = "init" /\ [type |-> "prepared", rm |-> r] \in msgs
           /\ prepared' = prepared \cup {r} /\ UNCHANGED <<rm, tm, msgs>>
Commit1 == /\ tm = "init" /\ prepared = RM
           /\ tm' = "done" /\ msgs' = msgs \cup {[type |-> "commit"]} /\ UNCHANGED <<rm, prepared>>
Abort1 == /\ tm = "init"
          /\ tm' = "done" /\ msgs' = msgs \cup {[type |-> "abort"]} /\ UNCHANGED <<rm, prepared>>
Prepare(r) == /\ rm[r] = "working"
              /\ rm' = [rm EXCEPT ![r] = "prepared"]
              /\ msgs' = msgs \cup {[type |-> "prepared", rm |-> r]} /\ UNCHANGED <<tm, prepared>>
Give(r) == rm[r] = "working" /\ rm' = [rm EXCEPT ![r] = "aborted"] /\ UNCHANGED <<tm, prepared, msgs>>
Hear(r, t, s) == [type |-> t] \in msgs /\ rm' = [rm EXCEPT ![r] = s] /\ UNCHANGED <<tm, prepared, msgs>>
Next == \/ Commit1 \/ Abort1
        \/ \E r \in RM : Recv(r) \/ Prepare(r) \/ Give(r) \/ Hear(r, "commit", "committed") \/ Hear(r, "abort", "aborted")
Consistent == \A a, b \in RM : ~(rm[a] = "aborted" /\ rm[b] = "committed")
=============================================================================
