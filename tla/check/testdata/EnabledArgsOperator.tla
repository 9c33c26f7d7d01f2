---- MODULE EnabledArgsOperator ----
EXTENDS Naturals
VARIABLE x
I == INSTANCE EnabledArgsIn WITH u <- x
Init == x = 0
Next == x' = (x + 1) % 3
P(n) == I!Op(n) /\ x' = 5
Q(n) == I!Op(n) /\ x' = x + 1
Inv == ~I!EnO(P) /\ I!EnO(Q) /\ ~I!EnO(LAMBDA n : I!Op(n) /\ x' = 5) /\ I!EnP(LAMBDA a : a /\ x' = 5)
====
