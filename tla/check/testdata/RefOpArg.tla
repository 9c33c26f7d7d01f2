------------------------------ MODULE RefOpArg ------------------------------
\* An operator is given where a value is expected.
EXTENDS Naturals
VARIABLE x
F(a) == a
Init == x = F(F)
Next == x' = x
=============================================================================
