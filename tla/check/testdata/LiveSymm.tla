------------------------------ MODULE LiveSymm ------------------------------
\* A temporal property with SYMMETRY: warned of.
EXTENDS Naturals, TLC
CONSTANT S
VARIABLES on
Init == on = {}
Next == \E s \in S : on' = IF s \in on THEN on \ {s} ELSE on \cup {s}
Spec == Init /\ [][Next]_on /\ WF_on(Next)
Perms == Permutations(S)
P == <>(on = S)
=============================================================================
