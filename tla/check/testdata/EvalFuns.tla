---- MODULE EvalFuns ----
EXTENDS Integers, FiniteSets, Sequences, TLC
f == [x \in 1..3 |-> x * x]
g[x \in 1..3, y \in 1..2] == x - y
ASSUME f[2] = 4
ASSUME f = <<1, 4, 9>>
ASSUME DOMAIN f = 1..3
ASSUME g[3, 1] = 2
ASSUME g[<<3, 1>>] = 2
ASSUME DOMAIN g = (1..3) \X (1..2)
ASSUME [x, y \in 1..2 |-> x + y][1, 2] = 3
ASSUME [<<x, y>> \in {<<1, 2>>} |-> x + y][1, 2] = 3
ASSUME [<<x, y>> \in {<<1, 2>>}, z \in {3} |-> x + y + z][<<1, 2>>, 3] = 6
ASSUME [f EXCEPT ![2] = @ + 1] = <<1, 5, 9>>
ASSUME [f EXCEPT ![2] = 0, ![3] = @ + f[1]] = <<1, 0, 10>>
ASSUME [f EXCEPT ![2] = 7, ![2] = @ + 1] = <<1, 8, 9>>
ASSUME [f EXCEPT ![9] = 0] = f
ASSUME [g EXCEPT ![1, 2] = 50][1, 2] = 50
ASSUME [g EXCEPT ![<<1, 2>>] = 50][1, 2] = 50
r == [a |-> 1, b |-> [c |-> <<1, 2>>, d |-> "x"]]
ASSUME r.b.c[2] = 2
ASSUME [r EXCEPT !.b.c[2] = @ + 5].b.c = <<1, 7>>
ASSUME [r EXCEPT !["a"] = 9].a = 9
ASSUME [r EXCEPT !.zz = 9] = r
ASSUME [r EXCEPT !.a = @ + 1, !.b.d = "y"] = [a |-> 2, b |-> [d |-> "y", c |-> <<1, 2>>]]
ASSUME r["a"] = 1
ASSUME DOMAIN r = {"a", "b"}
ASSUME [a |-> 1, b |-> 2] = [b |-> 2, a |-> 1]
ASSUME [a |-> 1] = [x \in {"a"} |-> 1]
ASSUME [a |-> 1] = ("a" :> 1)
ASSUME (1 :> 5 @@ 2 :> 6) = <<5, 6>>
ASSUME (1 :> 5 @@ 1 :> 6)[1] = 5
ASSUME (f @@ (4 :> 16)) = <<1, 4, 9, 16>>
ASSUME Len(<<1, 2>>) = 2 /\ Len(<<>>) = 0 /\ Len("abc") = 3
ASSUME "ab" \o "c" = "abc"
ASSUME SubSeq("hello", 2, 3) = "el"
ASSUME SubSeq(<<1, 2, 3>>, 2, 3) = <<2, 3>>
ASSUME SubSeq(<<1, 2, 3>>, 3, 2) = <<>>
ASSUME SubSeq(<<1, 2, 3>>, 5, 2) = <<>>
ASSUME SelectSeq(<<1, 2, 3, 4>>, LAMBDA x : x % 2 = 0) = <<2, 4>>
ASSUME Append(<<1>>, 2) = <<1, 2>>
ASSUME Append(<<>>, <<>>) = << <<>> >>
ASSUME Head(<<3, 4>>) = 3 /\ Tail(<<3, 4>>) = <<4>>
ASSUME Tail(<<3>>) = <<>>
ASSUME <<1>> \o <<2, 3>> = <<1, 2, 3>>
ASSUME <<>> \o <<>> = <<>>
ASSUME DOMAIN <<>> = {}
ASSUME <<1, 2>> = [i \in 1..2 |-> i]
ASSUME Append([i \in 1..2 |-> i], 3) = <<1, 2, 3>>
ASSUME SortSeq(<<3, 1, 2>>, <) = <<1, 2, 3>>
ASSUME SortSeq(<<3, 1, 2>>, LAMBDA a, b : a > b) = <<3, 2, 1>>
ASSUME ToString(1) = "1"
ASSUME ToString(<<1, "a">>) = "<<1, \"a\">>"
ASSUME ToString({2, 1}) = "{1, 2}"
ASSUME ToString([a |-> 1]) = "[a |-> 1]"
ASSUME ToString(TRUE) = "TRUE"
ASSUME ToString(5 :> 6) = "(5 :> 6)"
ASSUME ToString(-3) = "-3"
fact[n \in Nat] == IF n = 0 THEN 1 ELSE n * fact[n - 1]
ASSUME fact[5] = 120
fib[n \in 0..20] == IF n < 2 THEN n ELSE fib[n - 1] + fib[n - 2]
ASSUME fib[20] = 6765
ASSUME DOMAIN fib = 0..20
sq == [n \in Nat |-> n * n]
ASSUME sq[9] = 81
ASSUME LET h[n \in Nat] == IF n = 0 THEN 0 ELSE 1 + h[n - 1] IN h[100] = 100
ack[m \in Nat, n \in Nat] == IF m = 0 THEN n + 1 ELSE IF n = 0 THEN ack[m - 1, 1] ELSE ack[m - 1, ack[m, n - 1]]
ASSUME ack[2, 3] = 9
ASSUME [x \in {} |-> 1] = <<>>
ASSUME [i \in 0..1 |-> i] # <<0, 1>>
====
