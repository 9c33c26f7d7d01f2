----------------------------- MODULE ErrNextSet -----------------------------
\* Next takes a value from an infinite set.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' \in {y \in Nat : y > x}
=============================================================================
