--------------------------- MODULE SymmGenerators ---------------------------
\* Two generators as a plain set of two: TLC drops the symmetry set, because the expression has as many arguments as the set has members.
EXTENDS Symm
CONSTANTS p1, p2, p3, p4
Gens == {p1 :> p2 @@ p2 :> p1 @@ p3 :> p3 @@ p4 :> p4,
         p1 :> p2 @@ p2 :> p3 @@ p3 :> p4 @@ p4 :> p1}
=============================================================================
