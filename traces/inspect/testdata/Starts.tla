---- MODULE Starts ----
\* A counter that begins somewhere and must not come to 3.
EXTENDS Naturals
VARIABLES n, from
Init == n \in 0..2 /\ from = n
Next == n < 5 /\ n' = n + 1 /\ UNCHANGED from
Below == n < 3
====
