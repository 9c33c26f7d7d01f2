--------------------------- MODULE ErrOverflowMul ---------------------------
\* Overflow of a product.
EXTENDS Integers, Sequences, FiniteSets, TLC
VARIABLE x
Init == x = 0
Next == x' = (x + 1) % 4
Inv == x = 3 => 65536 * 65536 > x
=============================================================================
