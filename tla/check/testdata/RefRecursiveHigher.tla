------------------------- MODULE RefRecursiveHigher -------------------------
\* RECURSIVE cannot declare an operator that takes operators.
EXTENDS Naturals
VARIABLE x
RECURSIVE Any(_, _)
Any(n, Op(_)) == IF n = 0 THEN 0 ELSE Op(Any(n - 1, Op))
Id(n) == n
Init == x = Any(1, Id)
Next == x' = x
=============================================================================
