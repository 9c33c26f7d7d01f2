---------------------------- MODULE LiveWeakFlip ----------------------------
\* Under weak fairness of the whole of Next, Flip alone may go on for ever.
EXTENDS Live
P == []<>(x = 3)
=============================================================================
