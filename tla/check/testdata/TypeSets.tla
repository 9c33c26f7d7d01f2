------------------------------ MODULE TypeSets ------------------------------
\* Membership in sets that cannot be enumerated.
EXTENDS Integers, Sequences
VARIABLES q, f, n
Init == q = <<>> /\ f = [i \in 1..2 |-> 0] /\ n = 0
Next == /\ n' = (n + 1) % 4
        /\ q' = IF Len(q) < 2 THEN Append(q, n) ELSE <<>>
        /\ f' = [f EXCEPT ![(n % 2) + 1] = n]
TypeOK == /\ n \in Nat /\ n \in Nat \ {77} /\ n \in Int /\ -1 - n \notin Nat
          /\ q \in Seq(Nat) /\ q \in Seq(0..3) /\ (q \notin Seq({5}) \/ q = <<>>)
          /\ f \in [1..2 -> Nat] /\ f \in [{1, 2} -> Int] /\ f \notin [1..3 -> Nat]
          /\ q \in Seq(Nat) \cup {<<7, 7>>} /\ {n} \in SUBSET Nat /\ {f} \subseteq [1..2 -> Nat]
          /\ <<n, q>> \in Nat \X Seq(Int) /\ [a |-> n] \in [a : Nat]
          /\ n \in UNION {Nat, {-1}} /\ "abc" \in STRING
=============================================================================
