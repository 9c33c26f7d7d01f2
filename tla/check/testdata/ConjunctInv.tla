----------------------------- MODULE ConjunctInv -----------------------------
\* The false conjunct is the second; its witness is p = 2, reached in three steps.
EXTENDS Naturals
VARIABLES pc
P == 1..2
Init == pc = [p \in P |-> 0]
Step(p) == pc[p] < 2 /\ pc' = [pc EXCEPT ![p] = @ + 1]
Next == \E p \in P : Step(p)
Inv == /\ DOMAIN pc = P
       /\ \A p \in P : pc[p] + p < 4
=============================================================================
