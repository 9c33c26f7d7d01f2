-------------------------- MODULE LanguageArguments --------------------------
EXTENDS Naturals
VARIABLES x, y

Keep(F(_)) == F(x)
Can(F(_)) == F(x' = x + 1)
Next1(F(_)) == F(x) = x + 1
Init == x = 0 /\ y = 0
Next == x < 3 /\ x' = x + 1 /\ Next1(') /\ y' = IF Can(ENABLED) THEN 1 ELSE 2
Spec == Init /\ [][Next]_<<x, y>>
Steps == [][Next1(') /\ ~Keep(UNCHANGED)]_<<x, y>>
==============================================================================
