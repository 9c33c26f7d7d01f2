Text before the module is ignored.
---------- MODULE RawText ----------
EXTENDS Naturals \* a line comment
(* a block (* nested *) comment *)
VARIABLE x
----------------------
Init == x = 0 (* here *) /\ TRUE
Next == x' = (x + 1) % 2
====================
Text after it, too: Next == FALSE
