---------------------------- MODULE LiveEquivFail ----------------------------
\* <=> between temporal formulas: TLC cannot handle it. (It is violated.)
EXTENDS Live
P == []<>(x = 3) <=> []<>(y = 1)
=============================================================================
