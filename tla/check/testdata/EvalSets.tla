---- MODULE EvalSets ----
EXTENDS Integers, FiniteSets, Sequences, TLC
S == {1, 2, 3}
ASSUME {1, 2, 2, 1} = {2, 1}
ASSUME Cardinality({1, 2, 2, 1}) = 2
ASSUME SUBSET {} = {{}}
ASSUME SUBSET {1, 2} = {{}, {1}, {2}, {1, 2}}
ASSUME Cardinality(SUBSET (1..10)) = 1024
ASSUME UNION {{1}, {2, 3}, {}} = S
ASSUME UNION {} = {}
ASSUME UNION SUBSET S = S
ASSUME {x \in S : x > 1} = {2, 3}
ASSUME {x * x : x \in S} = {1, 4, 9}
ASSUME {x + y : x, y \in S} = 2..6
ASSUME {<<x, y>> : x \in S, y \in {0}} = S \X {0}
ASSUME {<<x, y>> \in S \X S : x + y = 3} = {<<1, 2>>, <<2, 1>>}
ASSUME {x + y : <<x, y>> \in S \X S} = 2..6
ASSUME S \cup {4} = 1..4
ASSUME S \union {4} = 1..4
ASSUME S \cap {2, 9} = {2}
ASSUME S \intersect {} = {}
ASSUME S \ {2} = {1, 3}
ASSUME {} \subseteq S /\ S \subseteq S /\ ~(S \subseteq {1})
ASSUME {1} \in SUBSET S
ASSUME {1, 9} \notin SUBSET S
ASSUME {1, 5} \in SUBSET Nat
ASSUME <<1, 2>> \in S \X S
ASSUME <<1, 2, 3>> \in S \X S \X S
ASSUME <<1, 2, 3>> \notin (S \X S) \X S
ASSUME <<<<1, 2>>, 3>> \in (S \X S) \X S
ASSUME Cardinality(S \X S \X S) = 27
ASSUME <<1, 2>> \in Seq(S)
ASSUME <<1, 4>> \notin Seq(S)
ASSUME <<>> \in Seq({})
ASSUME [x \in S |-> x] \in [S -> Nat]
ASSUME [x \in S |-> -x] \notin [S -> Nat]
ASSUME <<1, 2, 3>> \in [S -> Nat]
ASSUME Cardinality([S -> BOOLEAN]) = 8
ASSUME [{} -> S] = {<<>>}
ASSUME [S -> {}] = {}
ASSUME [a : {1, 2}, b : {3}] = {[a |-> 1, b |-> 3], [a |-> 2, b |-> 3]}
ASSUME [a |-> 1, b |-> 3] \in [a : Nat, b : Nat]
ASSUME [a |-> 1] \notin [a : Nat, b : Nat]
ASSUME IsFiniteSet(S) /\ IsFiniteSet({})
ASSUME "a" \in STRING
ASSUME {"a", "b"} \subseteq STRING
ASSUME TRUE \in BOOLEAN
ASSUME {{1, 2}, {2, 1}} = {{1, 2}}
ASSUME {1, 2} # {1} /\ {1} # {}
ASSUME {1} # {"a", "b"}
ASSUME 5 \notin S
ASSUME Permutations({1, 2}) = {<<1, 2>>, <<2, 1>>}
ASSUME Cardinality(Permutations(1..4)) = 24
ASSUME \A T \in SUBSET S : \A x \in T : x \in S
ASSUME \E T \in SUBSET S : Cardinality(T) = 2 /\ 1 \notin T
ASSUME Cardinality({T \in SUBSET (1..5) : Cardinality(T) = 2}) = 10
====
