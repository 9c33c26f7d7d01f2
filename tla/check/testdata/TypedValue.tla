----------------------------- MODULE TypedValue -----------------------------
EXTENDS FiniteSets
CONSTANTS A, B, S, M
VARIABLE x
Init == x = A
Next == x' = IF x = A THEN B ELSE CHOOSE s \in S : TRUE
Inv == x \in S \cup {A, B} /\ x # M /\ Cardinality(S) = 2
=============================================================================
