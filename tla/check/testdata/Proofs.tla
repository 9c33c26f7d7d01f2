------------------------------- MODULE Proofs -------------------------------
\* Proofs and theorems are skipped.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 3
Inv == x \in 0..2
Spec == Init /\ [][Next]_x
LEMMA Simple == \A n \in Nat : n + 1 > n
  OBVIOUS
THEOREM Safe == Spec => []Inv
<1>1. Init => Inv
  BY DEF Init, Inv
<1>2. Inv /\ [Next]_x => Inv'
  <2>1. SUFFICES ASSUME Inv, [Next]_x
                 PROVE  Inv'
    OBVIOUS
  <2>2. CASE Next
    BY <2>2 DEF Next, Inv
  <2>3. CASE UNCHANGED x
    PROOF BY <2>3 DEF Inv
  <2> QED
    BY <2>2, <2>3
<1> DEFINE T == x
<1> HIDE DEF T
<1>3. PICK n \in Nat : n = x
  OMITTED
<1>q. QED
  BY <1>1, <1>2 DEF Spec
ASSUME Fact == 1 # 2
AXIOM TRUE
COROLLARY Spec => <>Inv
PROPOSITION ASSUME NEW n \in Nat, n > 0 PROVE n # 0
=============================================================================
