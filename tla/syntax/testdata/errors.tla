---- MODULE \* ### "expected the module's name|found the end"
---
---- MODULE T ----
Op == 1
\* ### "the module has no end: expected ===="
---
Fine == 1
---
Op == 1 + \* nothing after the operator
Other == 2 \* ### "expected a declaration, a definition or ====, found =="
---
Op == (1 + 2
Other == 3 \* ### "expected \\) to close the \\( at 2:7, found Other"
---
Op == a = b = c \* ### "= and = stand side by side, but the operator is not associative"
---
Op == a \/ b /\ c \* ### "\\\\/ and /\\\\ stand side by side, but neither binds tighter"
---
Op == a + b .. c + d % e \* ### "\\+ and % stand side by side"
---
Op == a * -b \* ### "\\* and -\\. stand side by side"
---
Op == []x' \* ### "\\[\\] and ' stand side by side"
---
Op ==
  /\ (a
  /\ b) \* ### "expected \\) to close the \\( at 3:6, found /\\\\"
---
Op ==
  /\ f[1
  ] \* ### "\\] stands at column 3, not to the right of the bullets in column 3"
---
Op ==
  /\ a +
  b \* ### "expected an expression after \\+, found b, which at column 3 does not stand to the right"
---
Op == {x \in S : } \* ### "expected an expression, found }"
---
Op == [x \in S -> 1] \* ### "expected \\|-> after the arguments of a function, found ->"
---
Op == [a |-> 1, b : 2] \* ### "expected \\|-> after the name of a field, found :"
---
Op == [f EXCEPT !] \* ### "expected \\[ or \\. after ! of an EXCEPT, found ]"
---
Op == IF a THEN b \* no ELSE
Other == 1 \* ### "expected ELSE of the IF at 2:7, found Other"
---
Op == LET x == 1
Other(y) == 2 \* as a definition of the LET
==== \* ### "expected IN of the LET at 2:7 or another definition, found the end of the module"
---
Op == CASE OTHER -> 1 \* ### "OTHER cannot be the first arm"
---
Op == "\q" \* ### "unknown escape in a string"
---
Op == 1 \* fine
(* a comment \* ### "this comment .* has no end"
---
Op == a ? b \* ### "the character '\\?' has no meaning"
---
VARIABLE x, THEN \* ### "expected a variable's name, found the reserved word THEN"
---
CONSTANT F(x) \* ### "expected _ for a parameter, found x"
---
Op == LAMBDA x : x \* ### "a LAMBDA stands only where an operator is expected"
---
Op == <1>2 \* ### "the proof step <1>2 stands outside of a proof"
---
THEOREM TRUE
<1>1. TRUE
  BY DEF Op
<2>2. QED \* ### "expected a step of level <1>, found <2>2\\."
---
THEOREM TRUE
<1>1. TRUE
Op == 1 \* ### "expected the next step of the proof, or its QED, found Op"
---
THEOREM ASSUME TRUE
Op == 1 \* ### "expected , or PROVE, found Op"
---
Op == WF_x \* the subscript, but no action
Other == 1 \* ### "expected \\(action\\) after WF_ and its subscript, found Other"
---
Op == <<a, b>>_v \* ### "has one formula, not 2"
---
Op == x!-1 \* ### "found 1|expected"
---
Op == 1 :: 2 \* ### "expected a declaration"
---
Op == Op + 1 :: 2 \* ### "expected a declaration"
---
LOCAL VARIABLE x \* ### "expected a definition or INSTANCE after LOCAL, found VARIABLE"
---
text without any m.o.d.u.l.e: -- MODULE \* ### "no module: expected a line"
