----------------------------- MODULE RefInstance -----------------------------
\* An instance that leaves a constant without a value.
VARIABLE x
I == INSTANCE OpConst WITH F <- LAMBDA n : n
Init == x = 0
Next == x' = x
=============================================================================
