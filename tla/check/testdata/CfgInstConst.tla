---------------------------- MODULE CfgInstConst ----------------------------
\* The value of a constant is handed to an instance's operator and constant parameters.
EXTENDS Naturals
CONSTANT Base(_)
VARIABLE x
MyBase(n) == n + 1
I == INSTANCE OpConst WITH F <- Base, c <- 10
J == INSTANCE OpConst WITH F <- LAMBDA n : n * n, c <- x
Init == x = 0
Next == x' = (I!Apply(x) - 10) % 5
Inv == J!Apply(3) = 9 + x
=============================================================================
