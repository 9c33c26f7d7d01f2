---------------------------- MODULE ErrTypedValue ----------------------------
\* Model values of different types (the letter before _) cannot be compared.
CONSTANTS A, B
VARIABLE x
Init == x = A
Next == x' = IF x = A THEN B ELSE A
Inv == x # B
=============================================================================
