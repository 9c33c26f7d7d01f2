---- MODULE EvalErrors ----
\* What fails, with TLC's words, and what does not fail because it is not looked at.
EXTENDS Naturals, TLCExt, TLC, Sequences
ASSUME AssertError("Attempted to apply Head to the empty sequence.", Head(<<>>))
ASSUME ~AssertError("Attempted to apply Head to the empty sequence.", 1)
ASSUME AssertError("Attempted to check equality of the differently-typed model values T_a and S_a", TLCModelValue("T_a") = TLCModelValue("S_a"))
ASSUME <<1, 2>> \in {f \in UNION {[S -> 1 .. 3] : S \in SUBSET (1 .. 3)} : f[2] = 2}
====
