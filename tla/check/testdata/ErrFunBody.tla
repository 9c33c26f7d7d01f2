----------------------------- MODULE ErrFunBody -----------------------------
\* An error inside of a function whose values are all needed.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => [y \in {0, 1} |-> 1 \div y] # <<>>
=============================================================================
