-------------------------- MODULE ConstraintInitInv --------------------------
\* The only initial state that is wrong lies outside of the constraint.
EXTENDS Naturals
VARIABLE x
Init == x \in 0..9
Next == x' = x
Small == x < 7
Inv == x # 8
=============================================================================
