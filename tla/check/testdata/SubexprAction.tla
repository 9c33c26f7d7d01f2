---------------------------- MODULE SubexprAction ----------------------------
\* A conjunct of an action by its number, as an action of its own.
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\ y = 0
Both == /\ x < 2
        /\ x' = x + 1
        /\ \/ y' = y
           \/ y' = 1 - y
Next == \/ Both
        \/ /\ x = 2
           /\ x' = 0
           /\ Both!3!2
=============================================================================
