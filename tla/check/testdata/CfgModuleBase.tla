---------------------------- MODULE CfgModuleBase ----------------------------
EXTENDS Naturals
CONSTANT K
Size == 50
Twice(n) == n + n
Vals == 0..(Twice(K) + Size)
=============================================================================
