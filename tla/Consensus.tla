------------------------------ MODULE Consensus ------------------------------
(***************************************************************************)
(* What it means that machines agree: of the values that are there, at     *)
(* most one is ever chosen.  Nothing is said of how, by whom, or of what   *)
(* is known to whom.  Voting, Paxos and MultiPaxos (in each slot) are ways *)
(* to do it, and each is shown to implement this specification.            *)
(*                                                                         *)
(* Go: no code does only this.  It is what the properties uniformity,      *)
(* non-triviality and irrevocability (impl/paxos, impl/pmmc) say together. *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANT Value  \* the values that may be chosen

VARIABLE chosen \* the set of values that have been chosen

(***************************************************************************)
(* chosen is a set of values, not a value, so that it can be said that     *)
(* nothing is chosen yet, and so that more than one chosen value is a      *)
(* state that can be written down, and ruled out.                          *)
(***************************************************************************)
TypeOK == chosen \subseteq Value

-----------------------------------------------------------------------------
Init == chosen = {}

(***************************************************************************)
(* A value is chosen, if none is.                                          *)
(***************************************************************************)
Choose(v) == /\ chosen = {}
             /\ chosen' = {v}

Next == \E v \in Value : Choose(v)

Spec == Init /\ [][Next]_chosen

-----------------------------------------------------------------------------
(***************************************************************************)
(* Safety: no two different values are chosen (uniformity).  That a chosen *)
(* value is one of Value is non-triviality, and is part of TypeOK.         *)
(***************************************************************************)
Agreement == Cardinality(chosen) =< 1

(***************************************************************************)
(* What is chosen stays chosen.  This speaks of steps, not of states: an   *)
(* invariant would allow one value to be exchanged for another.            *)
(***************************************************************************)
Irrevocable == [][chosen # {} => chosen' = chosen]_chosen

THEOREM Spec => [](TypeOK /\ Agreement) /\ Irrevocable
=============================================================================
