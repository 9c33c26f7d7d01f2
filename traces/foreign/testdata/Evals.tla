---- MODULE Evals ----
EXTENDS Naturals, Sequences
VARIABLE q
Init == q = <<1, 2>>
Next == q' = Tail(q)
Inv == Head(q) # [a |-> 1] => TRUE
====
