------------------------------- MODULE ErrNext -------------------------------
\* An evaluation error in an action, at the third state.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == \/ x < 2 /\ x' = x + 1
        \/ x = 2 /\ x' = <<1>>[x]
=============================================================================
