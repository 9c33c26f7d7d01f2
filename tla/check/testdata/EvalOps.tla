---- MODULE EvalOps ----
EXTENDS Integers, FiniteSets, Sequences, TLC
RECURSIVE Sum(_)
Sum(S) == IF S = {} THEN 0 ELSE LET x == CHOOSE x \in S : TRUE IN x + Sum(S \ {x})
ASSUME Sum(1..10) = 55
RECURSIVE Even(_), Odd(_)
Even(n) == IF n = 0 THEN TRUE ELSE Odd(n - 1)
Odd(n) == IF n = 0 THEN FALSE ELSE Even(n - 1)
ASSUME Even(50) /\ ~Odd(50)
ASSUME LET RECURSIVE F(_) F(n) == IF n = 0 THEN 1 ELSE n * F(n - 1) IN F(5) = 120
Twice(F(_), x) == F(F(x))
ASSUME Twice(LAMBDA x : x * 3, 2) = 18
Inc(x) == x + 1
ASSUME Twice(Inc, 2) = 4
Fold2(F(_, _), a, b) == F(a, b)
ASSUME Fold2(+, 3, 4) = 7
ASSUME Fold2(\cup, {1}, {2}) = {1, 2}
ASSUME Fold2(LAMBDA a, b : <<b, a>>, 1, 2) = <<2, 1>>
ASSUME LET k == 10 Add(x) == x + k IN Twice(Add, 1) = 21
ASSUME LET A(x) == LET B(y) == x + y IN B(2) IN A(1) = 3
a \oplus b == a * 10 + b
ASSUME (1 \oplus 2) = 12
a ++ b == {a} \cup b
ASSUME 1 ++ {2} = {1, 2}
a ^+ == a + 1
ASSUME 3^+ = 4
a ## b == <<a, b>>
ASSUME (1 ## 2)[1] = 1
a \prec b == a < b
ASSUME 1 \prec 2
Lab == /\ 1 = 1
       /\ l1 :: 2 + 2 = 4
       /\ \E q \in 1..3 : l2(q) :: q > 2
ASSUME Lab!1
ASSUME Lab!2
ASSUME Lab!l1
ASSUME Lab!3!(3)
ASSUME ~Lab!3!(1)
ASSUME Lab!l2(3)
ASSUME Lab!l1!1 = 4
ASSUME Lab!l1!<< = 4
Par(p) == p + 1 > 3
ASSUME Par(3)!1 = 4
ASSUME Par(3)!1!2 = 1
---- MODULE Inner ----
EXTENDS Naturals
CONSTANT K, Op(_)
V == Op(K)
W(x) == Op(x) + K
LOCAL Hidden == 3
See == Hidden
====
Dbl(x) == 2 * x
I == INSTANCE Inner WITH K <- 4, Op <- Dbl
ASSUME I!V = 8
ASSUME I!W(3) = 10
ASSUME I!See = 3
P(K) == INSTANCE Inner WITH Op <- LAMBDA x : x + 100
ASSUME P(5)!V = 105
ASSUME P(5)!W(1) = 106
Q(n, Op(_)) == INSTANCE Inner WITH K <- n
ASSUME Q(5, Dbl)!V = 10
J(x) == LET M == INSTANCE Inner WITH K <- x, Op <- Inc IN M!V
ASSUME J(9) = 10
LOCAL Mine == 5
ASSUME Mine = 5
ASSUME \A x \in 1..3 : LET y == x * x IN y >= x
====
