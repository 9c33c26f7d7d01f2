---- MODULE FairArgsStrong ----
EXTENDS Naturals
VARIABLE x
I == INSTANCE EnabledArgsIn WITH u <- x
Init == x = 0
Next == x < 3 /\ x' = x + 1
D == I!A /\ x < 3
Spec == Init /\ [][Next]_x /\ I!Strong(D, x)
Prop == <>(x = 3)
====
