Op == missing \* ### "the name missing is not declared or defined here$"
---
Op == 1 + 2 \* ### "the operator \\+ is not declared or defined here; EXTENDS Naturals would define it"
---
Op == later \* ### "the name later is not declared"
later == 1
---
EXTENDS Nowhere \* ### "there is no module Nowhere"
---
EXTENDS T \* ### "module T extends itself"
---
INSTANCE T \* ### "module T uses itself"
---
VARIABLE x
Op == \A x \in {} : TRUE \* ### "x is declared already, at T.tla:2:10"
---
Op(a, a) == a \* ### "a is declared already"
---
Op == 1
Op == 2 \* ### "Op is declared already"
---
TRUE == 1 \* ### "TRUE is an operator of the language"
---
EXTENDS Naturals
a + b == 1 \* ### "\\+ is declared already, in module Naturals"
---
Op(a) == a
A == Op \* ### "Op has 1 parameter, found 0"
B == Op(1, 2) \* ### "Op has 1 parameter, found 2"
C == Op(1)
---
Op(F(_)) == F(1)
One(a) == a
Two(a, b) == a
A == Op(One)
B == Op(Two) \* ### "expected an operator with 1 parameters, found Two, which has 2"
C == Op({}) \* ### "expected an operator with 1 parameters, found an expression"
D == Op(LAMBDA a : a)
E == Op(LAMBDA a, b : a) \* ### "found a LAMBDA with 2"
F == One(LAMBDA a : a) \* ### "expected a value, found a LAMBDA"
---
Op == @ \* ### "@ stands outside of the value of an EXCEPT"
---
Op == [a |-> 1, a |-> 2] \* ### "the field a stands here twice"
---
f[a \in {}, b \in {}] == 1
A == f[1, 2]
B == f[<<1, 2>>]
C == f[1, 2, 3] \* ### "the function f has 2 arguments, found 3"
---
RECURSIVE r(_)
Op == r(1)
r(n) == r(n)
---
RECURSIVE r(_)
r(n, m) == n \* ### "r has 2 parameters, but 1 in its RECURSIVE declaration"
---
RECURSIVE r \* ### "r is declared RECURSIVE but not defined"
---
RECURSIVE r
VARIABLE x \* ### "only definitions may stand between RECURSIVE r"
r == 1
---
Op == LET a == 1 IN LET a == 2 IN a \* ### "a is declared already"
---
---- MODULE Inner ----
CONSTANT c
VARIABLE v
Op == c
LOCAL Hidden == 1
====
VARIABLE w
A == INSTANCE Inner WITH c <- 1, v <- w
B == A!Op
C == A!Hidden \* ### "module Inner, instanced as A, defines no Hidden"
D == A!c \* ### "defines no c"
E == A \* ### "A is an instance of module Inner: expected the name of a definition"
F(x) == INSTANCE Inner WITH c <- x, v <- w
G == F(1)!Op
H == F!Op \* ### "the instance F has 1 parameters, found 0 arguments"
I == INSTANCE Inner WITH v <- w \* ### "nothing is substituted for c"
J == INSTANCE Inner WITH c <- 1, v <- w, c <- 2 \* ### "c is substituted twice"
K == INSTANCE Inner WITH c <- 1, v <- w, Op <- 2 \* ### "declares no constant or variable Op"
---
Op == 1 :> 2 \* ### "the operator :> is not declared"
---
THEOREM t == ASSUME NEW x PROVE x = x
Op == t \* ### "t is ASSUME ... PROVE and has no value"
---
Inv == /\ 1 = 1
       /\ \A x \in {} : x = lab(x) :: 2
A == Inv!1
B == Inv!2!(3)!>>
C == Inv!lab(4)
D == Inv!3 \* ### "there is no such part"
E == Inv!other \* ### "has no label other"
F == Inv!lab \* ### "a value is expected, but this part of Inv is an operator"
G == Inv!2!(1, 2) \* ### "binds 1 variable, found 2 values"
---
Op(p) == \A x \in {} : lab :: p \* ### "the label lab must name the bound variable x"
---
Op(p) == lab(p) :: p \* ### "names p, which is no variable bound"
---
RECURSIVE r, s
r == <<s!1>> \* ### "parts of s can be named only after its definition"
s == <<s!1>> \* ### "parts of s can be named only after its definition"
---
Op == LET f[x \in {}] == f!1 IN 1 \* ### "parts of f can be named only"
---
f[a \in DOMAIN f] == a \* ### "the name f is not declared or defined here"
---
A == /\ lab :: {1} = {2}
     /\ LET q == 3
            r(a) == other :: {a}
        IN  in :: q = q
B == A!lab!1
C == A!2!q
D == A!2!r(1)!other
E == A!2!in \* ### "the LET at .* defines no in"
F == A!other \* ### "has no label other"
G == A!q \* ### "has no label q"
H == A!:!lab \* ### "is no LET, of which lab could be a definition; a label is named right after a name"
I == A!2!: \* ### "!: stands after a name, and at the end or before the name of a definition of the LET"
---
A == LET q == 3 IN lab :: q = q
B == A!:!q
C == A!lab!1
D == A!:
E == A!lab!: \* ### "!: stands after a name"
---
U == /\ LET Op(x) == {x} IN {}
     /\ lab :: {}
A == U!1!Op({})!:
B == U!:
C == U!lab!: \* ### "!: stands after a name"
---
Op(a) == \A x \in a : x = a
Use(F(_)) == F({})
A == Use(Op({})!@) \* ### "expected an operator with 1 parameters, found a part of Op for some arguments"
Two(F(_, _)) == F({}, {})
B == Two(Op!@)
---
CONSTANT c
VARIABLE c \* ### "c is declared already"
---
CONSTANT F(_)
CONSTANT F(_, _) \* ### "F is declared already"
---
VARIABLE x
x == 1 \* ### "x is declared already"
---
ASSUME A == TRUE
A == 1 \* ### "A is declared already"
---
I(a) == INSTANCE Naturals
I == INSTANCE Naturals \* ### "I is declared already"
---
VARIABLE x
---- MODULE In ----
VARIABLE x
Op == x
====
J == INSTANCE In WITH x <- 3 \* ### "module In declares no constant or variable x"
---
Op1(F(_)) == F(1)
Op2(G(_)) == Op1(G)
Ap(H(_)) == H(1)
A == Op1(Ap) \* ### "found Ap, which itself takes an operator"
B == Op2(Ap) \* ### "found Ap, which itself takes an operator"
C == Op1(LAMBDA x : Ap(LAMBDA y : x))
---
EXTENDS Sequences
Op(F(_, _)) == F(1, 2)
B == Op(SelectSeq) \* ### "found SelectSeq, which itself takes an operator"
---
---- MODULE In ----
Q(G(_)) == G(1)
====
I == INSTANCE In
Op(F(_)) == F(1)
B == Op(I!Q) \* ### "which itself takes an operator"
---
CONSTANT F(_)
Ap(H(_)) == H(1)
---- MODULE In ----
CONSTANT G(_)
====
I == INSTANCE In WITH G <- Ap
---
I(F(_)) == INSTANCE Naturals
Ap(H(_)) == H(1)
A == I(Ap)!Nat \* ### "found Ap, which itself takes an operator"
---
RECURSIVE Reduce(_, _)
Reduce(G(_), n) == IF n = 0 THEN G(n) ELSE Reduce(LAMBDA x : G(G(x)), 0)
RECURSIVE Last(_, _) \* SANY refuses an operator for the last parameter, and for no other
Last(n, G(_)) == IF n = 0 THEN G(n) ELSE Last(0, G) \* ### "Last takes an operator for G, but values alone in its RECURSIVE declaration"
A == Reduce(LAMBDA x : x, 3)
---
THEOREM T == ASSUME NEW x PROVE lab :: TRUE
THEOREM U == ASSUME NEW y, ASSUME NEW z PROVE lab :: TRUE PROVE TRUE \* ### "the label lab stands where no label can"
THEOREM V == ASSUME NEW y, l :: ASSUME NEW z PROVE m :: TRUE PROVE TRUE \* ### "the label m stands where no label can"
THEOREM W == ASSUME NEW y, ASSUME m :: TRUE, NEW z PROVE TRUE PROVE k :: TRUE
---
A == 1
THEOREM L == TRUE
THEOREM T == ASSUME NEW x PROVE \A y \in {} : TRUE
<1> DEFINE f(a) == a
<1>1. TAKE y \in {}
<1>2. f(x) = y BY L DEF A, f
<1>3. PICK z \in {1} : z = y OBVIOUS
<1>4. SUFFICES ASSUME NEW w PROVE w = z OBVIOUS
<1> QED BY <1>2, w = w, T
THEOREM U == TRUE BY Nothing \* ### "the name Nothing is not declared"
THEOREM V == TRUE BY L DEF Hidden \* ### "the name Hidden is not declared"
THEOREM W == TRUE
<1>1. TAKE v \in somewhere \* ### "the name somewhere is not declared"
<1>2. CASE v = elsewhere OBVIOUS \* ### "the name elsewhere is not declared"
<1> HIDE DEF away \* ### "the name away is not declared"
<1> QED BY Later \* ### "the name Later is not declared"
USE L DEF A
USE lost \* ### "the name lost is not declared"
HIDE DEF gone \* ### "the name gone is not declared"
Later == 1
