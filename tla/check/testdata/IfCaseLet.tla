------------------------------ MODULE IfCaseLet ------------------------------
EXTENDS Naturals
VARIABLES x, y
vars == <<x, y>>
Init == LET start == 2 IN x = start /\ y = [a |-> start, b |-> {start}]
Grow == CASE x = 0 -> x' = 1 /\ UNCHANGED y
          [] x = 1 -> \E v \in {2, 3} : x' = v /\ y' = [y EXCEPT !.a = v]
          [] x = 2 -> LET n == x + 1
                          m == n - 3
                      IN  x' \in {n, m} /\ y' = [y EXCEPT !.b = @ \cup {x'}]
          [] OTHER -> IF y.a = 2 THEN x' = 0 /\ UNCHANGED <<y>> ELSE UNCHANGED vars
Next == Grow
Inv == y.a \in 2..3 /\ y.b \subseteq 0..3
=============================================================================
