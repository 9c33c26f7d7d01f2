------------------------------ MODULE CfgValues ------------------------------
\* All kinds of values in a model file.
EXTENDS Integers, FiniteSets, Sequences, TLC
CONSTANTS Num, Neg, Str, Yes, No, Mv, MvOther, Set, Strs, Mvs, Nested, Empty, Mixed,
          Def, Op(_, _), Fun(_)
ASSUME /\ Num = 7 /\ Neg = -3 /\ Str = "text" /\ Yes /\ ~No
       /\ Mv # MvOther /\ Mv # 7 /\ Cardinality(Set) = 3 /\ 2 \in Set
       /\ Strs = {"a", "b"} /\ Cardinality(Mvs) = 2 /\ Mv \in Mvs
       /\ Nested = {{1}, {}, {1, 2}} /\ Empty = {}
       /\ Def = [i \in 1..3 |-> i * i]
       /\ Op(2, 3) = 23 /\ Fun(4) = <<4>>
MyDef == <<1, 4, 9>>
MyOp(a, b) == 10 * a + b
MyFun(a) == <<a>>
VARIABLE x
Start == x = Num
Step == x' = IF x = Num THEN Neg ELSE Num
=============================================================================
