---- MODULE EnabledArgsNested ----
EXTENDS Naturals
VARIABLE x
I == INSTANCE EnabledArgsIn WITH u <- x
Init == x = 0
Next == x' = (x + 1) % 3
H(d) == I!En(d)
T(d) == \E k \in 5..6 : ENABLED (d /\ x' = k)
Inv == ~H(H(I!A /\ x' = 5) /\ I!A /\ x' = 7) /\ H(H(I!A) /\ I!A /\ x' = x + 1) /\ ~I!En(T(I!A) /\ I!A /\ x' = 5)
====
