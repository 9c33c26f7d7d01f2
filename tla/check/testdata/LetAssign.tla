---- MODULE LetAssign ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLE c
Init == (LET y == c IN y) = 0
Next == (LET y == c' IN y) = (c + 1) % 3
====
