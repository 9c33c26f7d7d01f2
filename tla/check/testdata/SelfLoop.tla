------------------------------ MODULE SelfLoop ------------------------------
\* A self-loop is a successor, so x = 3 is no deadlock.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = IF x = 3 THEN x ELSE x + 1
=============================================================================
