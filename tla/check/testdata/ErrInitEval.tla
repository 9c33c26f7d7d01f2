----------------------------- MODULE ErrInitEval -----------------------------
\* An evaluation error in Init.
EXTENDS Naturals, Sequences
VARIABLE x
Init == x = Head(<<>>)
Next == x' = x
=============================================================================
