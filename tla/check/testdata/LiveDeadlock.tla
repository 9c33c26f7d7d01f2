---------------------------- MODULE LiveDeadlock ----------------------------
\* Safety first: the deadlock is found before the temporal property fails.
EXTENDS LiveStutterEnd
=============================================================================
