---- MODULE AskDistinctAction ----
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Next == x < 50 /\ x' \in {x + 1, x+2}
I == TLCGet("distinct") < 12
====
