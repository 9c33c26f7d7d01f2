------------------------------- MODULE NoInit -------------------------------
\* No initial state at all.
EXTENDS Naturals
VARIABLES x
Init == x \in {}
Next == x' = x
Inv == x # x
=============================================================================
