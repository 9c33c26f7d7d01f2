------------------------------- MODULE LazyOk -------------------------------
\* Arguments and LETs are evaluated by need; guards protect what follows.
EXTENDS Integers, Sequences
VARIABLE x
If(c, a, b) == IF c THEN a ELSE b
Init == x = 0
Next == LET bad == 1 \div 0
            worse == Head(<<>>)
        IN  x' = If(x < 3, x + 1, If(TRUE, 0, worse))
Inv == /\ x \in 0..3
       /\ If(TRUE, TRUE, Head(<<>>))
       /\ (FALSE => 1 \div 0 = 1)
       /\ (TRUE \/ <<>>[1])
       /\ ~(FALSE /\ <<>>[1])
       /\ (x # 3 => 6 \div (3 - x) \in {2, 3, 6})
=============================================================================
