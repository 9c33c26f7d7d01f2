------------------------- MODULE ErrChooseUnbounded -------------------------
\* CHOOSE without a bound.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => 0 # CHOOSE y : y \notin {x}
=============================================================================
