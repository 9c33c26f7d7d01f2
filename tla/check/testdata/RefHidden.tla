------------------------------ MODULE RefHidden ------------------------------
\* A LOCAL definition is not seen outside.
EXTENDS ModExtendsA
Init == x = Secret
Next == x' = x
=============================================================================
