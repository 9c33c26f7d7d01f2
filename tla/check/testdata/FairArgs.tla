---- MODULE FairArgs ----
EXTENDS Naturals
VARIABLE x
I == INSTANCE EnabledArgsIn WITH u <- x
Init == x = 0
Next == x < 3 /\ x' = x + 1
Spec == Init /\ [][Next]_x /\ I!Fair(I!A /\ x < 3, x)
Prop == <>(x = 3)
====
