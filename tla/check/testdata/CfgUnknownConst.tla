--------------------------- MODULE CfgUnknownConst ---------------------------
\* TLC takes a value for a constant that does not exist, without a word.
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = x
=============================================================================
