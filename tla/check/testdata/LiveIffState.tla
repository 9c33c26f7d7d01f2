---------------------------- MODULE LiveIffState ----------------------------
\* <=> between state predicates inside of temporal operators is fine.
EXTENDS Live
R == []<>((x = 3) <=> (y = 0))
=============================================================================
