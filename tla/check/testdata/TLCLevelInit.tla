---- MODULE TLCLevelInit ----
EXTENDS Naturals, TLC
VARIABLE x
Init == TLCGet("level") = 0 /\ x = 0
Next == TLCGet("level") > 0 /\ x < 2 /\ x' = x + 1
====
