---------------------------- MODULE LiveEachFlip ----------------------------
\* Flip is enabled again and again, not always: weak fairness is not enough.
EXTENDS Live
P == []<>(y = 1)
=============================================================================
