----------------------------- MODULE AssignSets -----------------------------
EXTENDS Naturals, Sequences
VARIABLES f, s, t, r
Init == /\ f \in [{1, 2} -> BOOLEAN]
        /\ s \in SUBSET {1, 2}
        /\ t = <<>>
        /\ r \in [a : {0}, b : {"p", "q"}]
Next == \/ f' \in [{1, 2} -> BOOLEAN] /\ UNCHANGED <<s, t, r>>
        \/ s' \in SUBSET s /\ UNCHANGED <<f, t, r>>
        \/ t' \in {<<>>} \cup {<<v>> : v \in s} /\ UNCHANGED <<f, s, r>>
        \/ r' \in [a : {0}, b : {"p", "q"}] /\ UNCHANGED <<f, <<s, t>>>>
        \/ \E p \in {1, 2} \X {TRUE} : f' = [f EXCEPT ![p[1]] = p[2]] /\ UNCHANGED <<s, t, r>>
Inv == Len(t) <= 1
=============================================================================
