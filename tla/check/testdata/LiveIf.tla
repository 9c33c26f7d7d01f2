------------------------------- MODULE LiveIf -------------------------------
\* IF, LET and operators with arguments around temporal formulas.
EXTENDS Live
Ev(v) == <>(x = v)
P == IF 1 = 1 THEN Ev(2) ELSE Ev(99)
Q == LET E(p) == []<>(x = p) IN E(2)
R == \A S \in (SUBSET {1, 2}) \ {{}} : \E v \in S : Ev(v)
=============================================================================
