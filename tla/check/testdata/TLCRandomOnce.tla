---- MODULE TLCRandomOnce ----
\* A constant that is drawn at random is drawn once, for the initial states, for steps and for invariants.
EXTENDS Naturals, TLC
CONSTANT C
Drawn == TLCEval(RandomElement(1 .. 1000000))
VARIABLES x
Init == x = {C, Drawn}
Next == x' = x \cup {C, Drawn}
Inv == x = {Drawn} /\ C = Drawn
Prop == [][x' = {C}]_x
====
