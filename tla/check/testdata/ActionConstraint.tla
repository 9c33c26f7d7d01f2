-------------------------- MODULE ActionConstraint --------------------------
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\ y = 0
Next == \/ x' = (x + 1) % 4 /\ UNCHANGED y
        \/ y' = (y + 1) % 4 /\ UNCHANGED x
NoBack == x' >= x
NotBoth == ~(x' = 2 /\ y' = 2)
=============================================================================
