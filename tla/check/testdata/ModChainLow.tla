----------------------------- MODULE ModChainLow -----------------------------
EXTENDS Naturals
CONSTANT Max
VARIABLE w
Up(d) == w' = (w + d) % Max
Ok == w \in 0..(Max - 1)
=============================================================================
