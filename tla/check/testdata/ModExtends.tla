----------------------------- MODULE ModExtends -----------------------------
\* A diamond of EXTENDS, LOCAL definitions that do not leave their module, an instance without a name.
EXTENDS ModExtendsA, ModExtendsB, Sequences
LOCAL INSTANCE FiniteSets
INSTANCE ModPlain WITH size <- N
Init == x = Low
Next == x' = IF x < Top THEN x + Step ELSE Low
Inv == Secret = "other" /\ Cardinality({x}) = 1
=============================================================================
