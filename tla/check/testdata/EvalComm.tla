---- MODULE EvalComm ----
EXTENDS Integers, FiniteSets, Sequences, TLC, FiniteSetsExt, SequencesExt, Functions, Folds, BagsExt, Bags, Bitwise
ASSUME FoldSet(+, 0, 1..4) = 10
ASSUME SumSet(1..4) = 10
ASSUME ProductSet(1..4) = 24
ASSUME ReduceSet(+, 1..4, 0) = 10
ASSUME Quantify(1..4, LAMBDA x : x > 2) = 2
ASSUME kSubset(2, 1..3) = {{1, 2}, {1, 3}, {2, 3}}
ASSUME Max({3, 1}) = 3 /\ Min({3, 1}) = 1
ASSUME SymDiff({1, 2}, {2, 3}) = {1, 3}
ASSUME ToSet(<<1, 2, 1>>) = {1, 2}
ASSUME Reverse(<<1, 2, 3>>) = <<3, 2, 1>>
ASSUME Contains(<<1, 2>>, 2) /\ ~Contains(<<1, 2>>, 3)
ASSUME IsInjective(<<1, 2>>) /\ ~IsInjective(<<1, 1>>)
ASSUME SetToSeq({2, 1}) \in {<<1, 2>>, <<2, 1>>}
ASSUME SetToSeqs({1, 2}) = {<<1, 2>>, <<2, 1>>}
ASSUME SetToSortSeq({2, 3, 1}, <) = <<1, 2, 3>>
ASSUME Last(<<1, 2>>) = 2 /\ Front(<<1, 2>>) = <<1>>
ASSUME Remove(<<1, 2, 1>>, 1) = <<2>>
ASSUME ReplaceAll(<<1, 2, 1>>, 1, 3) = <<3, 2, 3>>
ASSUME RemoveAt(<<1, 2, 3>>, 2) = <<1, 3>>
ASSUME ReplaceAt(<<1, 2, 3>>, 2, 9) = <<1, 9, 3>>
ASSUME InsertAt(<<1, 3>>, 2, 2) = <<1, 2, 3>>
ASSUME Cons(1, <<2>>) = <<1, 2>>
ASSUME IsPrefix(<<1>>, <<1, 2>>) /\ ~IsPrefix(<<2>>, <<1, 2>>)
ASSUME IsStrictPrefix(<<1>>, <<1, 2>>)
ASSUME IsSuffix(<<2>>, <<1, 2>>)
ASSUME Prefixes(<<1, 2>>) = {<<>>, <<1>>, <<1, 2>>}
ASSUME FlattenSeq(<<<<1>>, <<2, 3>>>>) = <<1, 2, 3>>
ASSUME Zip(<<1, 2>>, <<3, 4>>) = <<<<1, 3>>, <<2, 4>>>>
ASSUME FoldSeq(+, 0, <<1, 2>>) = 3
ASSUME FoldLeft(LAMBDA a, b : Append(a, b), <<>>, <<1, 2>>) = <<1, 2>>
ASSUME FoldRight(LAMBDA a, b : Append(b, a), <<1, 2>>, <<>>) = <<2, 1>>
ASSUME SelectInSeq(<<1, 2, 3>>, LAMBDA x : x > 1) = 2
ASSUME SeqOf({1}, 2) = {<<>>, <<1>>, <<1, 1>>}
ASSUME BoundedSeq({1}, 2) = {<<>>, <<1>>, <<1, 1>>}
ASSUME Range(<<1, 2, 1>>) = {1, 2}
ASSUME Restrict(<<1, 2, 3>>, {1, 2}) = <<1, 2>>
ASSUME Inverse(<<5, 6>>, {1, 2}, {5, 6})[6] = 2
ASSUME Injection({1}, {2, 3}) = {<<2>>, <<3>>}
ASSUME Bijection({1, 2}, {1, 2}) = {<<1, 2>>, <<2, 1>>}
ASSUME FoldFunction(+, 0, <<1, 2, 3>>) = 6
ASSUME FoldFunctionOnSet(+, 0, <<1, 2, 3>>, {1, 3}) = 4
ASSUME MapThenFoldSet(+, 0, LAMBDA x : x * x, LAMBDA S : CHOOSE x \in S : TRUE, {1, 2}) = 5
ASSUME (5 & 3) = 1 /\ (5 | 3) = 7 /\ (5 ^^ 3) = 6
ASSUME shiftR(8, 2) = 2
B == SetToBag({"a", "b"})
ASSUME CopiesIn("a", B) = 1
ASSUME BagIn("a", B) /\ ~BagIn("c", B)
ASSUME BagToSet(B (+) B) = {"a", "b"}
ASSUME CopiesIn("a", B (+) B) = 2
ASSUME ((B (+) B) (-) B) = B
ASSUME BagCardinality(B (+) B) = 4
ASSUME EmptyBag = <<>>
ASSUME B \sqsubseteq (B (+) B)
ASSUME IsABag(B)
ASSUME BagUnion({B, SetToBag({"c"})}) = SetToBag({"a", "b", "c"})
ASSUME SubBag(SetToBag({1})) = {EmptyBag, SetToBag({1})}
ASSUME BagAdd(B, "a")["a"] = 2
ASSUME BagRemove(B, "a") = SetToBag({"b"})
ASSUME FoldBag(+, 0, (2 :> 3)) = 6
====
