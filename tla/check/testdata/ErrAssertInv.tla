---------------------------- MODULE ErrAssertInv ----------------------------
\* Assert fails in an invariant.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => Assert(FALSE, <<"x is", x>>)
=============================================================================
