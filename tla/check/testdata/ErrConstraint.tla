---------------------------- MODULE ErrConstraint ----------------------------
\* The constraint cannot be evaluated.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = x + 1
Bound == x < (IF x = 2 THEN "a" ELSE 5)
=============================================================================
