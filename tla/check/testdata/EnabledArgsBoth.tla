---- MODULE EnabledArgsBoth ----
EXTENDS Naturals
VARIABLE x
I == INSTANCE EnabledArgsIn WITH u <- x
Init == x = 0
Next == x' = (x + 1) % 3
Inv == I!EnA(x' = 5) /\ I!EnE(x' = 5) /\ ~I!EnE(I!A /\ x' = 5)
====
