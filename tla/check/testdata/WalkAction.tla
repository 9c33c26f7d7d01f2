----------------------------- MODULE WalkAction ------------------------------
EXTENDS Integers, TLC
VARIABLE x

Init == x = 0
Add(n) == x' = x + n
Next == \E n \in {1, 2} : Add(n)
Inv == LET a == TLCGet("action") IN
    \/ x = 0 /\ a.name = "UnnamedAction"
    \/ a.name = "Add" /\ a.location.module = "WalkAction" /\ PrintT(<<a.name, a.context>>)
==============================================================================
