----------------------------- MODULE ErrSeqEnum -----------------------------
\* Seq(S) is enumerated.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => \A s \in Seq({x}) : Len(s) < 2
=============================================================================
