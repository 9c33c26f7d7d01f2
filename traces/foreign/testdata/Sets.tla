---- MODULE Sets ----
EXTENDS Integers, Sequences, FiniteSets, TLC
CONSTANT mv
VARIABLES a, b, c, d, e, f, g, h, i, j, k, l, m, n
Init == /\ a = [1..12 -> BOOLEAN]
        /\ b = SUBSET SUBSET (1..12)
        /\ c = Nat \union {-1}
        /\ d = [1..30 -> SUBSET [x : 1..2, why : {mv}]]
        /\ e = [x : 1..100, y : Seq(Nat)]
        /\ f = (1..100) \X (1..100) \X STRING
        /\ g = {z \in Int : z % 2 = 0}
        /\ h = [p \in Nat |-> p + 1]
        /\ i = 0
        /\ j = Seq({"a b", "c\"d"})
        /\ k = [s \in SUBSET {1, 2} |-> Int]
        /\ l = {Nat, Int}
        /\ m = Nat \ {0}
        /\ n = [{mv} -> [{1} -> Nat]]
Next == i < 1 /\ i' = i + 1 /\ UNCHANGED <<a, b, c, d, e, f, g, h, j, k, l, m, n>>
====
