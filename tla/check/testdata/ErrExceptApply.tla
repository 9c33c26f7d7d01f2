--------------------------- MODULE ErrExceptApply ---------------------------
\* An error inside of EXCEPT.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => [[a |-> x] EXCEPT !.a = @ + "b"].a = 1
=============================================================================
