------------------------------ MODULE CfgModule ------------------------------
\* <-[Module] and =[Module] replace inside of one module only.
EXTENDS Naturals
VARIABLE x
Size == 1000
Thrice(n) == 3 * n
KVal == 2
B == INSTANCE CfgModuleBase WITH K <- KVal
Init == x \in B!Vals
Next == x' = x
Inv == Size = 1000 /\ B!Size = 1 /\ x <= 7 /\ B!Twice(1) = 3
=============================================================================
