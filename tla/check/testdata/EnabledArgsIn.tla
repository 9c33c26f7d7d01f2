---- MODULE EnabledArgsIn ----
EXTENDS Naturals
VARIABLE u
A == u' = u + 1
v == <<u>>
Op(n) == u' = u + n
Stay == UNCHANGED v
En(d) == ENABLED d
EnA(d) == ENABLED (d /\ A)
EnE(d) == \E k \in {1} : ENABLED (d /\ u' = u + k)
EnU(d) == ENABLED (A /\ UNCHANGED d)
EnO(F(_)) == ENABLED F(1)
EnP(F(_)) == ENABLED F(A)
Fair(d, w) == WF_w(d)
Strong(d, w) == SF_w(d)
J == INSTANCE EnabledArgsInner WITH w <- u, q <- u
K(z) == INSTANCE EnabledArgsInner WITH w <- u, q <- z
Ind(d) == J!En(d)
====
