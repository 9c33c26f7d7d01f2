------------------------------ MODULE TLCLevel ------------------------------
EXTENDS Naturals, TLC
VARIABLE x
Init == x \in {0, 3}
Next == x' = (x + 1) % 6 /\ TLCGet("level") < 9
Deep == TLCGet("level") < 3
=============================================================================
