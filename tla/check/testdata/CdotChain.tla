---- MODULE CdotChain ----
EXTENDS Naturals
VARIABLE x, y
Init == x = 0 /\ y = 0
A == x' \in {x+1, x+2} /\ y' = y
B == x' = x % 3 /\ y' = 1 - y
Next == A \cdot B \cdot A \cdot B
====
