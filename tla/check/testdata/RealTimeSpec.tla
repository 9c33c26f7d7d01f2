---------------------------- MODULE RealTimeSpec -----------------------------
EXTENDS RealTime, Integers
VARIABLE x

Init == x = 0 /\ now = 0
Tick == x' = (x + 1) % 3 /\ now' = now
Spec == Init /\ [][Tick]_<<x, now>>
==============================================================================
