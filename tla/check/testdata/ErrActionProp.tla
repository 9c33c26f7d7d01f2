---------------------------- MODULE ErrActionProp ----------------------------
\* An action property cannot be evaluated.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
P == [][x' > (IF x = 2 THEN "a" ELSE 0)]_x
=============================================================================
