------------------------------ MODULE LiveInit ------------------------------
\* The property speaks of the initial state, so not every state's suffix counts.
EXTENDS Live
P == (x = 0) => <>(y = 1)
=============================================================================
