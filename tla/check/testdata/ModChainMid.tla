----------------------------- MODULE ModChainMid -----------------------------
EXTENDS Naturals
CONSTANT N
VARIABLE v
Low == INSTANCE ModChainLow WITH w <- v, Max <- N + 1
Go == Low!Up(2) \/ Low!Up(1)
=============================================================================
