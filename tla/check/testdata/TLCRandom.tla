------------------------------ MODULE TLCRandom ------------------------------
\* Whatever is drawn, the graph is the same.
EXTENDS Naturals, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + RandomElement({1, 3})) % 2
=============================================================================
