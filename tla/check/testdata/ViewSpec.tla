------------------------------ MODULE ViewSpec ------------------------------
EXTENDS Naturals
VARIABLES x, noise
Init == x = 0 /\ noise = 0
Next == x' = (x + 1) % 5 /\ noise' = noise + 1
V == x
=============================================================================
