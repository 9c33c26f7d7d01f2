------------------------------ MODULE LiveMutex ------------------------------
\* Two processes, a turn each: starvation freedom.
EXTENDS Naturals
VARIABLES pc, turn
Proc == {0, 1}
vars == <<pc, turn>>
Init == pc = [p \in Proc |-> "idle"] /\ turn = 0
Try(p) == pc[p] = "idle" /\ pc' = [pc EXCEPT ![p] = "wait"] /\ turn' = 1 - p
Enter(p) == /\ pc[p] = "wait"
            /\ (pc[1 - p] = "idle" \/ turn = p)
            /\ pc' = [pc EXCEPT ![p] = "cs"] /\ UNCHANGED turn
Exit(p) == pc[p] = "cs" /\ pc' = [pc EXCEPT ![p] = "idle"] /\ UNCHANGED turn
Next == \E p \in Proc : Try(p) \/ Enter(p) \/ Exit(p)
Spec == Init /\ [][Next]_vars /\ \A p \in Proc : WF_vars(Enter(p) \/ Exit(p))
Mutex == \E p \in Proc : pc[p] # "cs"
NoStarve == \A p \in Proc : pc[p] = "wait" ~> pc[p] = "cs"
=============================================================================
