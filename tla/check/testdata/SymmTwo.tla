------------------------------- MODULE SymmTwo -------------------------------
\* Two symmetric sets: the union of their permutations generates the group.
EXTENDS Naturals, TLC
CONSTANTS P, V
VARIABLES vote
Init == vote = [p \in P |-> {}]
Vote(p, v) == vote' = [vote EXCEPT ![p] = @ \cup {v}]
Next == \E p \in P, v \in V : Vote(p, v)
Perms == Permutations(P) \cup Permutations(V)
=============================================================================
