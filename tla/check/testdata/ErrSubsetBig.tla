---------------------------- MODULE ErrSubsetBig ----------------------------
\* Too many subsets to list.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => Cardinality({S \in SUBSET (1..70) : x \in S}) = 0
=============================================================================
