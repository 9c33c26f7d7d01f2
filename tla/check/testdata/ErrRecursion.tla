---------------------------- MODULE ErrRecursion ----------------------------
\* Recursion without end.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
RECURSIVE F(_)
F(n) == 1 + F(n + 1)
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => F(x) = 0
=============================================================================
