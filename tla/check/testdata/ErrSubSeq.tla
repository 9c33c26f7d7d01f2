------------------------------ MODULE ErrSubSeq ------------------------------
\* SubSeq beyond the end.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => SubSeq(<<1, 2>>, 1, x) = <<>>
=============================================================================
