---- MODULE EnabledArgsBox ----
EXTENDS Naturals
VARIABLE x
I == INSTANCE EnabledArgsIn WITH u <- x
Init == x = 0
Next == x' = (x + 1) % 3
Inv == I!En([I!A]_x /\ x' = x) /\ ~I!En(<<I!A>>_x /\ x' = x) /\ ~I!En(\E k \in {1, 2} : I!A /\ x' = 4 + k)
====
