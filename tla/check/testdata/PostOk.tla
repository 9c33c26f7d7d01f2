------------------------------- MODULE PostOk -------------------------------
EXTENDS Naturals, TLC
VARIABLES x
Init == x = 0
Next == x' = (x + 1) % 4
Post == TLCGet("distinct") = 4 /\ TLCGet("generated") = 5
=============================================================================
