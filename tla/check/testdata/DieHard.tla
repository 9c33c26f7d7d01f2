------------------------------- MODULE DieHard -------------------------------
EXTENDS Naturals
VARIABLES big, small
Init == big = 0 /\ small = 0
Min(a, b) == IF a < b THEN a ELSE b
Pour(from, to, cap) == Min(from, cap - to)
Next == \/ big' = 5 /\ small' = small
        \/ small' = 3 /\ big' = big
        \/ big' = 0 /\ small' = small
        \/ small' = 0 /\ big' = big
        \/ LET d == Pour(small, big, 5) IN big' = big + d /\ small' = small - d
        \/ LET d == Pour(big, small, 3) IN big' = big - d /\ small' = small + d
NotFour == big # 4
=============================================================================
