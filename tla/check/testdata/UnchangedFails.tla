---- MODULE UnchangedFails ----
EXTENDS Integers, Sequences, FiniteSets
VARIABLE j
Init == j = 2
Next == j' = (j + 1) % 3
Spec == Init /\ [][Next]_j
Prop == [][j' = j]_<<j, 1 \div j>>
====
