----------------------------- MODULE ErrInitSet -----------------------------
\* Init takes a value from an infinite set.
EXTENDS Naturals
VARIABLE x
Init == x \in Nat
Next == x' = x
=============================================================================
