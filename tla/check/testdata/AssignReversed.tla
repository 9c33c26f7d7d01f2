--------------------------- MODULE AssignReversed ---------------------------
\* TLC assigns only to a variable on the left: 1 = x is a test.
EXTENDS Naturals
VARIABLES x
Init == 1 = x
Next == x' = x
=============================================================================
