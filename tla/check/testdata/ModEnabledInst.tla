--------------------------- MODULE ModEnabledInst ---------------------------
EXTENDS Naturals
VARIABLE n
U == INSTANCE ModEn WITH s <- n
Init == n = 0
Next == U!Tick \/ (~ENABLED U!Tick /\ n' = 0)
Inv == (ENABLED U!Tick) <=> n < 3
=============================================================================
