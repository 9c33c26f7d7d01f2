---------------------------- MODULE ExceptOutside ----------------------------
\* EXCEPT outside of the domain leaves the function as it is (TLC warns).
EXTENDS Naturals
VARIABLE f
Init == f = [i \in 1..2 |-> 0]
Next == \E i \in 1..3 : f' = [f EXCEPT ![i] = 1 - f[1]]
Inv == DOMAIN f = 1..2 /\ [[a |-> 1] EXCEPT !.b = 2] = [a |-> 1]
=============================================================================
