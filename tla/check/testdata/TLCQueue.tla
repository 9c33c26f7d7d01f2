---- MODULE TLCQueue ----
EXTENDS Naturals, TLC
VARIABLE x, y
Init == x \in 0..1 /\ y = 0
Next == /\ x < 4 /\ x' \in {x+1, x+2} /\ y' = TLCGet("queue") * 1000 + TLCGet("distinct")
Spec == Init /\ [][Next]_<<x,y>>
====
