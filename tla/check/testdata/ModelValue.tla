----------------------------- MODULE ModelValue -----------------------------
\* An untyped model value is unequal to everything else.
EXTENDS Naturals
CONSTANT None
VARIABLE x
Init == x = None
Next == x' = IF x = None THEN {1} ELSE None
Inv == None # "a" /\ (x = None \/ x # None) /\ None \notin {<<1>>, <<2>>} /\ None \notin {1} /\ {None} # {None, 1}
=============================================================================
