---------------------------- MODULE RefineMiddle ----------------------------
EXTENDS Naturals
CONSTANT M
VARIABLE t
Inner == INSTANCE Clock
Spec == t = 0 /\ [][t' # t]_t
=============================================================================
