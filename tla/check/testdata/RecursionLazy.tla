---------------------------- MODULE RecursionLazy ----------------------------
EXTENDS Integers
VARIABLE x

\* What is evaluated later, in functions and sets without end, still knows the variables that a recursive operator reads.
RECURSIVE R(_), S(_), T(_)
R(n) == IF n = 0 THEN x ELSE [i \in Nat |-> R(n - 1) + i][n]
S(n) == IF n = 0 THEN x ELSE LET f[i \in Nat] == IF i = 0 THEN S(n - 1) ELSE f[i - 1] + 1 IN f[n]
T(n) == IF n = 0 THEN {x} ELSE {i \in Nat : i \in T(n - 1) \/ i = n + x}

RECURSIVE E1(_), E2(_)
E2(n) == IF n = 0 THEN x ELSE [i \in Nat |-> E1(n - 1) + i][n]
E1(n) == IF n = 0 THEN 10 * x ELSE [i \in Nat |-> E2(n - 1) + i][n]

Init == x = 0
Next == x < 3 /\ x' = x + 1
Spec == Init /\ [][Next]_x
Inv == /\ R(3) = x + 6
       /\ S(3) = x + 6
       /\ (2 \in T(2)) = (x < 3)
       /\ E1(3) = x + 6
       /\ E2(3) = 10 * x + 6
Steps == [][R(3)' = R(3) + 1 /\ S(2)' = S(2) + 1 /\ E2(4)' = E2(4) + 1]_x
==============================================================================
