----------------------------- MODULE PrimedExpr -----------------------------
\* A prime on a defined expression and on an operator's application.
EXTENDS Naturals
VARIABLES x, y
Sum == x + y
Scaled(k) == k * Sum
Init == x = 0 /\ y = 3
Next == \/ x' = x + 1 /\ y' = y - 1 /\ Sum' = Sum /\ y > 0
        \/ x' \in 0..3 /\ y' \in 0..3 /\ Scaled(2)' = 6 /\ (x + y)' = 3
Inv == Sum = 3
=============================================================================
