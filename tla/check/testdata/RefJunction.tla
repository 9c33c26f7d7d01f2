----------------------------- MODULE RefJunction -----------------------------
\* The second conjunct stands left of the first.
VARIABLE x
Init == /\ x = 0
       /\ TRUE
Next == x' = x /\
/\ /\ TRUE ) 
=============================================================================
