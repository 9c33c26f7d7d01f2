------------------------------ MODULE Count ------------------------------
(* One variable alone, which TLC prints without a conjunction.             *)
EXTENDS Integers
CONSTANT Least
VARIABLE n
Init == n = -2147483647
Next == n < -2147483645 /\ n' = n + 1
Positive == n > Least
Grows == [][n' > n + 1]_n
==========================================================================
