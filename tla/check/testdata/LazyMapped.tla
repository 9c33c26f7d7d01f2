---- MODULE LazyMapped ----
\* A function over an infinite domain inside of an instance reads what is substituted for a variable.
EXTENDS Naturals, Sequences
VARIABLES q, n
Init == q = <<1, 2>> /\ n = 0
Next == /\ q # << >>
        /\ q' = Tail(q)
        /\ n' = n + 1
Size == Len(q)
M == INSTANCE LazyMappedBase WITH size <- Size
Inv == M!Sum = (Size * (Size + 1)) \div 2
Spec == Init /\ [][Next]_<<q, n>>
====
