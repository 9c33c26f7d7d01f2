---- MODULE LetAssignIn ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLE c
Init == (LET y == c IN y) \in {0, 1}
Next == (LET y == c' z == y IN z) \in {c, (c + 1) % 3}
Inv == ENABLED (((LET y == c' IN y) = 5) /\ ((LET y == c' IN y) \in {5})) /\ ENABLED ((LET y == c IN y') \in {6, 7} /\ c' = 7)
====
