------------------------------- MODULE ErrCase -------------------------------
\* No guard of CASE holds.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => (CASE x < 3 -> TRUE [] x > 3 -> FALSE)
=============================================================================
