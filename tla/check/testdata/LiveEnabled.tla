----------------------------- MODULE LiveEnabled -----------------------------
\* ENABLED inside of temporal formulas.
EXTENDS Live
P == []<>(ENABLED Flip)
Q == [](ENABLED <<Inc>>_vars ~> ~ENABLED <<Inc>>_vars)
R == []<>(~ENABLED <<Reset>>_vars) \/ []<><<Reset>>_vars
=============================================================================
