---- MODULE ReplacedBuiltin ----
EXTENDS Naturals
VARIABLE x
Small == 0 .. 3
Init == x = 0
Next == x \in Nat /\ x' = x + 1
====
