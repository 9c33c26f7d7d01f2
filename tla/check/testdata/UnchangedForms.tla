--------------------------- MODULE UnchangedForms ---------------------------
EXTENDS Naturals
VARIABLES a, b, c
ab == <<a, b>>
abc == <<ab, c>>
Init == a = 0 /\ b = 0 /\ c = 0
Next == \/ a' = 1 - a /\ UNCHANGED b /\ UNCHANGED c
        \/ b' = 1 - b /\ UNCHANGED <<a, c>>
        \/ c' = 1 - c /\ UNCHANGED ab
        \/ UNCHANGED abc
        \/ UNCHANGED <<a, <<b>>, <<>>>> /\ c' = c
=============================================================================
