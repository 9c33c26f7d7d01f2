------------------------------ MODULE ErrOpArg ------------------------------
\* An error inside of an operator; the message names the call chain.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Max(a, b) == IF a > b THEN a ELSE b
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => Max(x, "a") = x
=============================================================================
