---- MODULE RecAssignMany ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLES c, d
RECURSIVE All(_, _), Each(_, _)
All(v, S) == IF S = {} THEN v \subseteq {7} ELSE LET s == CHOOSE s \in S : \A t \in S : s =< t IN (v = {s} \/ All(v, S \ {s}))
Each(v, n) == IF n = 0 THEN All(v, {1, 2}) ELSE \E k \in 0..n : k # 1 /\ Each(v, k - 1 + (IF k = 0 THEN 1 ELSE 0))
Init == All(c, {1, 2, 3}) /\ d = 0
Next == (c # {7} /\ Each(c', 3) /\ UNCHANGED d) \/ (d' = (d + 1) % 2 /\ All(c', {5}))
====
