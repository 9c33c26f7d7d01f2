------------------------------ MODULE LiveAngle ------------------------------
\* TLC takes an action only in <>[]A and []<>A. (The formula is violated.)
EXTENDS Live
P == <><<Flip>>_vars
=============================================================================
