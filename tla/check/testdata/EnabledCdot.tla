---- MODULE EnabledCdot ----
EXTENDS Naturals
VARIABLE x, y
Init == x \in 0..4 /\ y = 0
A == x' \in {x+1, x+2} /\ y' = y
B == x < 3 /\ x' = x % 3 /\ y' = 1 - y
Next == /\ UNCHANGED <<x, y>>
        /\ ENABLED (A \cdot B)
====
