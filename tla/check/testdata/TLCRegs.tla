------------------------------- MODULE TLCRegs -------------------------------
\* A spec that writes registers: one worker, TLC's order.
EXTENDS Naturals, TLC
VARIABLE x
ASSUME TLCSet(1, 0) /\ TLCSet(2, {})
Init == x = 0 /\ TLCSet(3, "init")
Next == /\ x' \in {(x + 1) % 4, (x + 2) % 4}
        /\ TLCSet(1, TLCGet(1) + 1)
Count == TLCSet(2, TLCGet(2) \cup {x})
Inv == Count
Post == TLCGet(1) = 8 /\ TLCGet(2) = 0..3 /\ TLCGet(3) = "init"
=============================================================================
