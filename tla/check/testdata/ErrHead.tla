------------------------------- MODULE ErrHead -------------------------------
\* Head of the empty sequence.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => Head(SubSeq(<<1>>, 2, x)) = 1
=============================================================================
