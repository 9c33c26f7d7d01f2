------------------------------- MODULE ErrMap -------------------------------
\* An error inside of a set map.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => {y + 1 : y \in {"a"}} = {x}
=============================================================================
