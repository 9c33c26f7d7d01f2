----------------------------- MODULE ErrEqInner -----------------------------
\* The difference is found only inside of the tuples.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => <<1, x>> # <<1, "a">>
=============================================================================
