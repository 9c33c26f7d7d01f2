------------------------------ MODULE LiveTrue ------------------------------
\* Nothing to refute: formulas that are always true.
EXTENDS Live
P == [](x \in 0..3) => TRUE
Q == <>[](x = 1) => []<>(x = 1)
=============================================================================
