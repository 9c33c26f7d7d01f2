----------------------------- MODULE PartsOfLet ------------------------------
EXTENDS Integers

\* A part that stands inside of a LET knows what the LET defines, with the parameters of the definition around it.
Op(F(_), p) ==
    \A x \in {1, 2} :
        lab(x) :: LET a ++ b == F(a) + b + x
                      q == F(p)
                  IN in :: q = 1 ++ (plus :: p ++ q)
Double(u) == 2 * u
Hidden == \EE x, y : x = 1 /\ y = 2

ASSUME /\ Op(Double, 9)!lab(1)!in!plus = 37
       /\ Op(Double, 9)!lab(1)!:!++(9, 4) = 23
       /\ Op(Double, 9)!lab(2)!1!2!1 = 1
       /\ Op(Double, 9)!(2)!q = 18
       /\ Op(Double, 9)!lab(1)!in!1 = 18
       /\ Hidden!(3, 4)!2!1 = 4
==============================================================================
