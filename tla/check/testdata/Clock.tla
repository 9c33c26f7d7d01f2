-------------------------------- MODULE Clock --------------------------------
EXTENDS Naturals
CONSTANT M
VARIABLE t
Init == t = 0
Tick == t' = (t + 1) % M
Next == Tick
vars == t
Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ WF_vars(Tick)
StrongSpec == Spec /\ SF_vars(Tick)
=============================================================================
