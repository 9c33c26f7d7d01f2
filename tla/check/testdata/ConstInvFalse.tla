---------------------------- MODULE ConstInvFalse ----------------------------
\* An invariant of constant level that is FALSE: TLC refuses the model (exit 151), before any state.
EXTENDS Naturals
VARIABLES x
Init == x = 0
Next == x' = x
Inv == 1 = 2
=============================================================================
