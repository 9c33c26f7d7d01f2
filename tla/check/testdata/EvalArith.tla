---- MODULE EvalArith ----
EXTENDS Integers, FiniteSets, Sequences, TLC
ASSUME (-5) \div 3 = -2
ASSUME (-5) % 3 = 1
ASSUME 5 \div (-3) = -2
ASSUME 5 % 3 = 2
ASSUME -6 \div 3 = -2
ASSUME 0 \div 5 = 0
ASSUME 2 ^ 10 = 1024
ASSUME 0 ^ 1 = 0
ASSUME 2 - 3 - 4 = -5
ASSUME - 3 + 5 = 2
ASSUME -(-3) = 3
ASSUME 3..1 = {}
ASSUME -1..1 = {-1, 0, 1}
ASSUME 2 * 3 + 4 = 10
ASSUME 7 \in Nat /\ -7 \notin Nat /\ -7 \in Int
ASSUME 1..3 \subseteq Nat
ASSUME {-1} \subseteq Int
ASSUME 0 \notin Nat \ {0}
ASSUME 4 \in Nat \ {0}
ASSUME 2147483647 + 0 = 2147483647
ASSUME \A a \in -7..7, b \in {1, 2, 3} : b * (a \div b) + (a % b) = a
ASSUME \A a \in -7..7, b \in {1, 2, 3} : a % b \in 0..(b - 1)
ASSUME (CHOOSE x \in BOOLEAN : TRUE) = FALSE
ASSUME (CHOOSE x \in {3, 1, 2} : TRUE) = 1
ASSUME (CHOOSE x \in {3, 1, 2} : x > 1) = 2
ASSUME (CHOOSE x \in {"zz", "aa"} : TRUE) = "zz"
ASSUME (CHOOSE x \in {{1, 2}, {3}} : TRUE) = {3}
ASSUME (CHOOSE x \in {{1, 3}, {1, 2}} : TRUE) = {1, 2}
ASSUME (CHOOSE x \in {<<2, 1>>, <<1, 2>>} : TRUE) = <<1, 2>>
ASSUME (CHOOSE x \in {<<2>>, <<1, 2>>} : TRUE) = <<2>>
ASSUME (CHOOSE x \in SUBSET {1, 2} : x # {}) = {1}
ASSUME (CHOOSE x \in [{1, 2} -> {1, 2}] : TRUE) = <<1, 1>>
ASSUME (CHOOSE <<x, y>> \in {1, 2} \X {3, 4} : x + y = 5) = <<1, 4>>
ASSUME (CHOOSE x \in -2..2 : TRUE) = -2
ASSUME \E x \in 1..3 : x > 2
ASSUME ~\E x \in {} : TRUE
ASSUME \A x \in {} : FALSE
ASSUME \A <<a, b>> \in {<<1, 2>>, <<3, 4>>}, c \in {5} : a < b /\ b < c
ASSUME \E a, b \in 1..3, <<c, d>> \in {1} \X {2} : a + b = c + d
ASSUME FALSE => 1 \div 0 = 1
ASSUME TRUE \/ 1 \div 0 = 1
ASSUME ~(FALSE /\ 1 \div 0 = 1)
ASSUME TRUE <=> TRUE
ASSUME (FALSE # TRUE)
ASSUME (IF 1 = 1 THEN 2 ELSE 1 \div 0) = 2
ASSUME (CASE FALSE -> 1 [] TRUE -> 2 [] OTHER -> 3) = 2
ASSUME (CASE FALSE -> 1 [] OTHER -> 3) = 3
ASSUME (LET z == 1 \div 0 IN 5) = 5
First(a, b) == a
ASSUME First(5, Head(<<>>)) = 5
Both(a, b) == a /\ b
ASSUME ~Both(FALSE, Head(<<>>))
ASSUME \b101 = 5 /\ \hFF = 255 /\ \o17 = 15
====
