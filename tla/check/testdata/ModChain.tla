------------------------------ MODULE ModChain ------------------------------
\* Names through two instances, in actions and in properties; an operator with arguments.
EXTENDS Naturals
VARIABLES a, b
M(n) == INSTANCE ModChainMid WITH v <- a, N <- n
W == INSTANCE ModChainMid WITH v <- b, N <- 2
Init == a = 0 /\ b = 0
Next == \/ M(3)!Low!Up(1) /\ b' = b
        \/ W!Go /\ a' = a
Inv == M(3)!Low!Ok /\ W!Low!Ok
Steps == [][M(3)!Low!Up(1) \/ W!Go]_<<a, b>>
=============================================================================
