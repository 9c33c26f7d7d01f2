------------------------------- MODULE Labels -------------------------------
\* Labels and subexpression names.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == /\ guard:: x < 5
        /\ step:: x' = x + 1
TypeOK == /\ nat:: x \in Nat
          /\ small:: \A i \in 1..2 : lab(i):: x + i < 6
Inv == TypeOK!nat /\ TypeOK!small!lab(2) /\ TypeOK!small!lab(1) /\ TypeOK!1 /\ Next!guard
=============================================================================
