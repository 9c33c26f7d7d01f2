---- MODULE ExitExact ----
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Next == x' = x + 1
I == (x = 5 => TLCSet("exit", TRUE)) /\ x < 20
====
