---- MODULE EnabledArgsDef ----
EXTENDS Naturals
VARIABLE x
I == INSTANCE EnabledArgsIn WITH u <- x
Init == x = 0
Next == x' = (x + 1) % 3
D == I!A /\ x' = 5
G(d) == d /\ x' = 5
Inv == ~I!En(D) /\ ~I!En(G(I!A))
====
