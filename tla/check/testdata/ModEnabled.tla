----------------------------- MODULE ModEnabled -----------------------------
\* ENABLED and UNCHANGED inside of an instance whose variable stands for an expression.
EXTENDS Naturals
VARIABLES n
C == INSTANCE ModChainLow WITH w <- n % 3, Max <- 3
U == INSTANCE ModUnch WITH p <- n, q <- n \div 3
Init == n = 0
Next == n' = (n + 1) % 9
Inv == U!Even \in BOOLEAN
Prop == [][C!Up(1)]_n
Prop2 == [][n % 3 # 2 => U!Same]_n
=============================================================================
