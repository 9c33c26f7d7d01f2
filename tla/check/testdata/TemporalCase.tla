---------------------------- MODULE TemporalCase -----------------------------
EXTENDS Integers
VARIABLE x

Init == x = 0
Next == x' = (x + 1) % 4
Spec == Init /\ [][Next]_x /\ WF_x(Next)
First == CASE x = 0 -> <>(x = 2) [] OTHER -> FALSE
\* The first arm that is true counts: x = 0 never comes to the second, but x = 1 does.
Arms == [](CASE x = 0 -> <>(x = 2) [] x \in {0, 1} -> <>(x = 0) [] OTHER -> []<>(x = 3))
Wrong == [](CASE x = 0 -> <>(x = 2) [] OTHER -> <>[](x = 3))
==============================================================================
