----------------------------- MODULE MCConsensus -----------------------------
(***************************************************************************)
(* The model of Consensus.  Its values are numbers, as those of the slots  *)
(* and proposers that implement it; only how many there are is a bound.    *)
(***************************************************************************)
EXTENDS Consensus

CONSTANT Values  \* how many values there are

MCValue == 1..Values
=============================================================================
