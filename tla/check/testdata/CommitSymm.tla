----------------------------- MODULE CommitSymm -----------------------------
EXTENDS Commit, TLC
Perms == Permutations(RM)
Spec == Init /\ [][Next]_vars
Stable == \A r \in RM : [][rm[r] \in {"committed", "aborted"} => rm'[r] = rm[r]]_vars
=============================================================================
