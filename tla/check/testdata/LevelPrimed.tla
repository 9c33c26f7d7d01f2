----------------------------- MODULE LevelPrimed -----------------------------
EXTENDS Integers, TLC
VARIABLE x

\* The level of the next state is one more, wherever a step is looked at.
level == TLCGet("level")
Init == x = 0
Next == x < 3 /\ level' = level + 1 /\ TLCGet("level")' = x + 2 /\ x' = x + 1
Here == level = x + 1
Step == level' = x' + 1 /\ level = x + 1
Steps == [][Step]_x
Seen == <<x, level>>
==============================================================================
