------------------------------ MODULE RealTime ------------------------------
(* Real time, as Lamport's book "Specifying Systems" has it: the variable now is the time. *)
EXTENDS Reals
VARIABLE now

\* Between two steps <<A>>_v, and while such a step is enabled, at least D and at most E time passes.
RTBound(A, v, D, E) ==
    LET Counts(t) == t' = IF <<A>>_v \/ ~(ENABLED <<A>>_v)' THEN 0 ELSE t + (now' - now)
        Timer(t) == t = 0 /\ [][Counts(t)]_<<t, v, now>>
    IN \EE t : Timer(t) /\ [](t <= E) /\ [][A => t >= D]_v

\* Time grows without bound, in steps that leave v unchanged.
RTnow(v) ==
    LET Passes == now' \in {r \in Real : r > now} /\ UNCHANGED v
    IN now \in Real /\ [][Passes]_now /\ \A r \in Real : WF_now(Passes /\ now' > r)
=============================================================================
