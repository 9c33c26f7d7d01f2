------------------------------ MODULE ModNested ------------------------------
\* A nested module, instanced with and without a name, sees the outer declarations before it.
EXTENDS Naturals
VARIABLES x, y
Base == 10
  -------------------------- MODULE Inner --------------------------
  EXTENDS Sequences
  CONSTANT c
  VARIABLE z
  Inc == z' = z + c
  Pair == <<z, Base>>
  LOCAL Hidden == c
  Get == Hidden + Len(Pair)
  ==================================================================
A == INSTANCE Inner WITH c <- 1, z <- x
B(k) == INSTANCE Inner WITH c <- k, z <- y
Init == x = 0 /\ y = 0
Next == \/ x < 2 /\ A!Inc /\ y' = y
        \/ \E k \in 2..3 : y < 4 /\ B(k)!Inc /\ x' = x
        \/ x = 2 /\ y >= 4 /\ UNCHANGED <<x, y>>
Inv == A!Pair = <<x, 10>> /\ B(5)!Get = 7 /\ B(5)!Pair[1] = y
=============================================================================
