---------------------------- MODULE EnabledGuard ----------------------------
EXTENDS Naturals
VARIABLES x, y
Init == x = 0 /\ y = 0
A == x < 3 /\ x' = x + 1 /\ y' = y
B == ~ENABLED A /\ y' = y + 1 /\ x' = 0 /\ y < 2
C == ENABLED (x' = 3 /\ y' = 9 /\ y = 2) /\ UNCHANGED <<x, y>>
Next == A \/ B \/ C
=============================================================================
