------------------------------- MODULE MCVoting -------------------------------
(***************************************************************************)
(* The model of Voting: quorums are the majorities, values the proposers   *)
(* of Paxos (1, 2, ...), and acceptors are interchangeable, which the      *)
(* larger model uses.                                                      *)
(***************************************************************************)
EXTENDS Voting, TLC

CONSTANTS
    Values,  \* how many values there are
    Ballots  \* how many ballots there are

MCValue == 1..Values
MCBallot == 1..Ballots
MCQuorum == {Q \in SUBSET Acceptor : 2 * Cardinality(Q) > Cardinality(Acceptor)}

Interchangeable == Permutations(Acceptor)
=============================================================================
