-------------------------------- MODULE Symm --------------------------------
EXTENDS Naturals, FiniteSets, TLC
CONSTANT P
VARIABLES waiting, owner
Init == waiting = {} /\ owner \in P
Ask(p) == p # owner /\ waiting' = waiting \cup {p} /\ UNCHANGED owner
Give(p) == p \in waiting /\ owner' = p /\ waiting' = waiting \ {p}
Next == \E p \in P : Ask(p) \/ Give(p)
Perms == Permutations(P)
TypeOK == waiting \subseteq P /\ owner \in P /\ owner \notin waiting
=============================================================================
