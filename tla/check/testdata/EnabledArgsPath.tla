---- MODULE EnabledArgsPath ----
EXTENDS Naturals
VARIABLE x
I == INSTANCE EnabledArgsIn WITH u <- x
Init == x = 0
Next == x' = (x + 1) % 3
Inv == ~I!Ind(I!A /\ x' = 5) /\ ~I!J!En(I!J!A /\ x' = 5) /\ ~I!J!En(I!A /\ x' = 5) /\ ~I!K(x)!En(I!K(x)!A /\ x' = 5)
====
