---- MODULE LetAssignParam ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES c, d
Be(v, e) == (LET w == v IN LET u == w IN u) = e
Init == Be(c, 0) /\ (LET y == d IN LET z == y IN z) \subseteq {1, 2}
Next == Be(c', (c + 1) % 3) /\ (LET S == {d, {1}} y == d' IN y) \in {d, {1}}
====
