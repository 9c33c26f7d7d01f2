-------------------------------- MODULE Live --------------------------------
EXTENDS Naturals
VARIABLES x, y
vars == <<x, y>>
Init == x = 0 /\ y = 0
Inc == x < 3 /\ x' = x + 1 /\ y' = y
Reset == x = 3 /\ x' = 0 /\ y' = y
Flip == x = 2 /\ y' = 1 - y /\ x' = x
Next == Inc \/ Reset \/ Flip
Safe == Init /\ [][Next]_vars
Weak == Safe /\ WF_vars(Next)
Each == Safe /\ WF_vars(Inc) /\ WF_vars(Reset) /\ WF_vars(Flip)
Strong == Safe /\ WF_vars(Inc) /\ WF_vars(Reset) /\ SF_vars(Flip)
=============================================================================
