----------------------------- MODULE CfgOverride -----------------------------
\* Definitions replaced by the model: an operator, a definition of a standard module, a constant value.
EXTENDS Naturals, Sequences
Limit == 100
Dist(a, b) == a + b
VARIABLE q
MyNat == 0..2
MySeq(S) == UNION {[1..n -> S] : n \in 0..2}
MyDist(a, b) == IF a > b THEN a - b ELSE b - a
Init == q \in Seq(Nat)
Next == \E n \in Nat : q' = <<n>> /\ Dist(n, 2) < Limit
Inv == \A i \in DOMAIN q : q[i] \in Nat
=============================================================================
