--------------------------- MODULE UnassignedRead ---------------------------
\* x' is read before anything assigns it.
EXTENDS Naturals
VARIABLES x
Init == x = 0
Next == x' > 0 /\ x' = 1
=============================================================================
