------------------------------- MODULE UserOps -------------------------------
\* Operators of our own: infix, prefix, postfix; INSTANCE of a module that defines some.
EXTENDS Naturals, Sequences
VARIABLE x
a ++ b == (a + b) % 7
a \prec b == a < b
-. a == 7 - a
a ^+ == a + 1
s ## t == s \o t
a (+) b == a ++ b
Init == x = 0
Next == x' = (x ++ 3) ++ -4
Inv == /\ x \prec 7
       /\ x^+ = x + 1
       /\ <<x>> ## <<1>> = <<x, 1>>
       /\ 3 (+) 5 = 1
=============================================================================
