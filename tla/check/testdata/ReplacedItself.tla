---- MODULE ReplacedItself ----
EXTENDS Naturals
VARIABLE x
Init == x = 0
Next == x' = 1 - x
MyNext == Next /\ x = 0
====
