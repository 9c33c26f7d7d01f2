---- MODULE EnabledArgsUnnamed ----
EXTENDS Naturals
VARIABLE x
INSTANCE EnabledArgsInner WITH w <- x, q <- x
Init == x = 0
Next == x' = (x + 1) % 3
Inv == ~En(A /\ x' = 5) /\ En(A /\ x' = x + 1) /\ LET M == INSTANCE EnabledArgsIn WITH u <- x IN ~M!En(M!A /\ x' = 5)
====
