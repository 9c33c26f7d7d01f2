---- MODULE AskDiameterNext ----
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Next == x < 50 /\ (TLCGet("diameter") < 9) /\ x' \in {x + 1, x+2}
====
