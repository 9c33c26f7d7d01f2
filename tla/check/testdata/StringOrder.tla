---------------------------- MODULE StringOrder ----------------------------
(* The order of strings: names of all modules come before strings, and the strings of a module that is extended before those of the module
   that extends it. *)
EXTENDS StringOrderBase, TLC
VARIABLE x

Mine == {"late", "early", "Named", "b", "a"}
Named == 1

First(S) == CHOOSE e \in S : TRUE

Init == x = Mine \cup Base
Next == x # {} /\ x' = x \ {First(x)}
Spec == Init /\ [][Next]_x

Expected == <<"Named", "a", "b", "early", "base", "late">>
Order == \A i \in 1..6 : Cardinality(x) = 7 - i => First(x) = Expected[i]
=============================================================================
