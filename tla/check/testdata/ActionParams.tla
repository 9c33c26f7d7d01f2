---------------------------- MODULE ActionParams ----------------------------
\* Actions with operator parameters, LAMBDA, recursion over actions.
EXTENDS Naturals, Sequences
VARIABLES q
Any(S, Op(_)) == LET RECURSIVE F(_)
                     F(T) == IF T = {} THEN FALSE
                             ELSE LET e == CHOOSE e \in T : TRUE
                                  IN  Op(e) \/ F(T \ {e})
                 IN  F(S)
Do(Op(_, _), a, b) == Op(a, b)
Put(n, limit) == Len(q) < limit /\ q' = Append(q, n)
Init == q = <<>>
Next == \/ Any({1, 2}, LAMBDA n : Do(Put, n, 2))
        \/ q # <<>> /\ q' = Tail(q)
        \/ Do(LAMBDA a, b : q = <<a, b>> /\ q' = <<b, a>>, 1, 2)
=============================================================================
