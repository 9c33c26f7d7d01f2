---- MODULE EnabledArgsUnchanged ----
EXTENDS Naturals
VARIABLE x
I == INSTANCE EnabledArgsIn WITH u <- x
Init == x = 0
Next == x' = (x + 1) % 3
Inv == ~I!En(I!Stay /\ x' = 5) /\ I!EnU(x)
====
