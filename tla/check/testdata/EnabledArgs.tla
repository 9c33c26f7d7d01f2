---- MODULE EnabledArgs ----
EXTENDS Naturals
VARIABLE x
I == INSTANCE EnabledArgsIn WITH u <- x
Init == x = 0
Next == x' = (x + 1) % 3
Inv == ~I!En(I!A /\ x' = 5)
====
