----------------------------- MODULE ErrTypedInt -----------------------------
\* A typed model value cannot be compared with an integer.
EXTENDS Naturals
CONSTANT A
VARIABLE x
Init == x = 0
Next == x' = x
Inv == x # A
=============================================================================
