--------------------------- MODULE MutualFunctions ---------------------------
EXTENDS Integers
VARIABLE x

RECURSIVE odd, down
even[n \in Nat] == IF n = 0 THEN TRUE ELSE odd[n - 1]
odd[n \in Nat] == IF n = 0 THEN FALSE ELSE even[n - 1]
up[n \in 0..20] == IF n = 0 THEN x ELSE down[n - 1] + n
down[n \in 0..20] == IF n = 0 THEN 2 * x ELSE up[n - 1] + IF n > 5 THEN down[n - 4] ELSE 0

Init == x = 0
Next == x < 3 /\ x' = x + 1
Inv == /\ even[10] /\ ~even[11] /\ odd[3]
       /\ up[15] = 140 + 26 * x
       /\ down[15] = 158 + 13 * x
==============================================================================
