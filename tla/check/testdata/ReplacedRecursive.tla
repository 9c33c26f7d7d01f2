---- MODULE ReplacedRecursive ----
EXTENDS Naturals
CONSTANT IsOdd(_)
VARIABLE x
IsEven(n) == IF n = 0 THEN TRUE ELSE IsOdd(n - 1)
MyOdd(n) == IF n = 0 THEN FALSE ELSE IsEven(n - 1)
Init == x = 0
Next == x < 6 /\ x' = x + IF IsEven(x) THEN 2 ELSE 1
Inv == IsEven(x)
Spec == Init /\ [][Next]_x
====
