------------------------------ MODULE ErrAppend ------------------------------
\* Append to an integer.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => Append(x, 1) = <<>>
=============================================================================
