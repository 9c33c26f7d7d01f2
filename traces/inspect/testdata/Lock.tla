---- MODULE Lock ----
\* Two processes take a lock in two steps, which is one too many.
EXTENDS Naturals
CONSTANT Proc
VARIABLES pc, lock
vars == <<pc, lock>>
Init == pc = [p \in Proc |-> "idle"] /\ lock = "free"
See(p) == pc[p] = "idle" /\ lock = "free" /\ pc' = [pc EXCEPT ![p] = "seen"] /\ UNCHANGED lock
Take(p) == pc[p] = "seen" /\ pc' = [pc EXCEPT ![p] = "in"] /\ lock' = "taken"
Leave(p) == pc[p] = "in" /\ pc' = [pc EXCEPT ![p] = "idle"] /\ lock' = "free"
Next == \E p \in Proc : See(p) \/ Take(p) \/ Leave(p)
Spec == Init /\ [][Next]_vars
Mutual == \A p, q \in Proc : p # q => ~(pc[p] = "in" /\ pc[q] = "in")
Waiting == [](pc["a"] = "seen" => <>(pc["a"] = "in"))
====
