----------------------------- MODULE CaseGuards -----------------------------
\* Two guards of a CASE hold at once: as an action both or only the first?
EXTENDS Naturals
VARIABLES x
Init == x = 0
Next == CASE x = 0 -> x' = 1
          [] x < 2 -> x' = 2
          [] OTHER -> x' = 0
=============================================================================
