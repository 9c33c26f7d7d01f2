----------------------------- MODULE LiveIfEmpty -----------------------------
\* \A over the empty set makes the formula a tautology, which TLC reports as an error (code 2253).
EXTENDS Live
R == \A v \in {} : <>(x = v)
=============================================================================
