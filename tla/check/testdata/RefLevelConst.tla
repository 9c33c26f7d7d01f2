---------------------------- MODULE RefLevelConst ----------------------------
\* An ASSUME must be of constant level.
EXTENDS Naturals
VARIABLE x
ASSUME x = 0
Init == x = 0
Next == x' = x
=============================================================================
