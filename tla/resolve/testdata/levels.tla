VARIABLE x
Op == x'' \* ### "an argument of ' must be of at most state level, this is of action level"
---
VARIABLE x
ASSUME x = 1 \* ### "an assumption must be of constant level"
---
VARIABLE x
A == [](x' = x) \* ### "\\[\\] stands before an action"
B == <>(x' = x) \* ### "<> stands before an action"
C == [][x' = x]_x
D == <><<x' = x>>_x
E == (x' = x) ~> TRUE \* ### "an argument of ~> must not be an action"
F == [](x = 1) /\ x' = x \* ### "an action and a temporal formula stand side by side"
G == [x' = x]_(x') \* ### "the subscript v of .* must be of at most state level"
H == WF_x([]x) \* ### "the action of .* must be of at most action level"
I == {[]x} \* ### "an element must be of at most action level"
J == ENABLED (x' = x) /\ [](x = 1)
K == \E y \in []x : TRUE \* ### "the set of a bound variable"
L == \E y \in x' : []x \* ### "a temporal formula is quantified over a set of action level"
M == UNCHANGED (x') \* ### "an argument of UNCHANGED must be of at most state level"
---
VARIABLE x
Prime(y) == y'
A == Prime(x)
B == Prime(x') \* ### "what stands for y here must be of at most state level"
Apply(F(_), y) == F(y)
C == Apply(Prime, x)
D == Apply(Prime, x') \* ### "an argument of the operator given for F must be of at most state level"
---
RECURSIVE r(_)
r(n) == IF n = 1 THEN n' ELSE r(n) \* ### "the recursive operator r primes its parameter n"
---
VARIABLE x
RECURSIVE r(_), s(_)
r(n) == IF n = 1 THEN x' ELSE s(n)
s(n) == r(n)
A == s(1)' \* ### "an argument of ' must be of at most state level, this is of action level"
---
---- MODULE Inner ----
CONSTANT c
VARIABLE v
====
VARIABLE w
A == INSTANCE Inner WITH c <- w, v <- w \* ### "the constant c of a module with variables must be of constant level"
B == INSTANCE Inner WITH c <- 1, v <- w' \* ### "the variable v must be of at most state level"
---
---- MODULE Inner ----
CONSTANT F(_), c
Op == F(c)
====
VARIABLE v
Prime(y) == y'
Same(y) == y
A == INSTANCE Inner WITH F <- Same, c <- v'
B == INSTANCE Inner WITH F <- Prime, c <- v \* ### "this operator cannot be substituted for F"
---
EXTENDS TLC
Op == TLCGet(1)
ASSUME Op = 1 \* ### "an assumption must be of constant level"
---
VARIABLE v
---- MODULE In ----
CONSTANT c
VARIABLE w
Op(a) == a = c
====
I(d) == INSTANCE In WITH c <- d, w <- v
A == I(1)!Op(v)
B == I(v)!Op(1) \* ### "what stands for d here must be of at most constant level"
---
VARIABLE v
---- MODULE In ----
VARIABLE w
Now == w
Then == w'
====
I(d) == INSTANCE In WITH w <- d
A == I(v)!Then
B == I(v')!Now
C == I(v')!Then \* ### "must be of at most state level, this is of action level"
D == (I(v')!Now)' \* ### "must be of at most state level, this is of action level"
---
VARIABLE v
---- MODULE In ----
CONSTANT c
ASSUME A == c = 1
====
I(d) == INSTANCE In WITH c <- d
J == INSTANCE In WITH c <- v
K == INSTANCE In WITH c <- []v \* ### "what stands for c here must be of at most action level"
