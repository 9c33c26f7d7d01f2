---- MODULE EnabledArgsProp ----
EXTENDS Naturals
VARIABLE x
I == INSTANCE EnabledArgsIn WITH u <- x
Init == x = 0
Next == x' = (x + 1) % 3
Spec == Init /\ [][Next]_x
Prop == [][I!En(I!A /\ x' = 1) => x = 0]_x /\ [](~I!En(I!A /\ x' = 7))
====
