---- MODULE LiveView ----
\* The loop that breaks Settles closes only up to the VIEW.
EXTENDS Naturals
VARIABLE n
Init == n = 0
Next == n' = n + 1
Spec == Init /\ [][Next]_n /\ WF_n(Next)
Settles == <>[](n % 3 = 0)
Shown == n % 3
====
