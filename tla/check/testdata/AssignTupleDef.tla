--------------------------- MODULE AssignTupleDef ---------------------------
\* An equation with a tuple of variables on its left assigns nothing.
EXTENDS Naturals
VARIABLES a, b
ab == <<a, b>>
Init == a = 0 /\ b = 0
Next == ab' = ab
=============================================================================
