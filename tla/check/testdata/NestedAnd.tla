------------------------------ MODULE NestedAnd ------------------------------
\* Junction lists by indentation.
EXTENDS Naturals
VARIABLES x, y
Init == /\ x = 0
        /\ \/ y = 0
           \/ /\ y = 1
              /\ TRUE
           \/ y = 1 /\ FALSE
Next == \/ /\ x < 2
           /\ \/ x' = x + 1
              \/ x' = x + 2
           /\ y' = y
        \/ /\ x >= 2
           /\ IF y = 0 THEN /\ x' = 0
                            /\ y' = 1
                       ELSE /\ x' = 1
                            /\ y' = 0
=============================================================================
