--------------------------- MODULE ConstraintInit ---------------------------
\* Initial states outside of the constraint.
EXTENDS Naturals
VARIABLE x
Init == x \in 0..9
Next == x' = (x + 1) % 10
Even == x % 2 = 0
Small == x < 7
Inv == x \in 0..9
=============================================================================
