------------------------------ MODULE ErrRecFun ------------------------------
\* A recursive function without end.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
f[n \in Int] == 1 + f[n + 1]
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => f[x] = 0
=============================================================================
