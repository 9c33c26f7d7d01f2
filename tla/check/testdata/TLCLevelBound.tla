---------------------------- MODULE TLCLevelBound ----------------------------
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Next == x' \in {x + 1, x + 2}
Bound == TLCGet("level") <= 4
=============================================================================
