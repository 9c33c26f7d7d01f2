------------------------------- MODULE ModLet -------------------------------
\* INSTANCE inside of LET.
EXTENDS Naturals
VARIABLE x
Init == x = 1
Next == LET I(k) == INSTANCE ModChainLow WITH w <- x, Max <- k
        IN  I(5)!Up(2) \/ I(3)!Up(1)
=============================================================================
