------------------------------ MODULE PropState ------------------------------
\* A state predicate as PROPERTY speaks of the initial state only; [] of one is an invariant.
EXTENDS ActProp
Start == x = 0
Always == [](x \in 0..2)
=============================================================================
