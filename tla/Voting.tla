-------------------------------- MODULE Voting --------------------------------
(***************************************************************************)
(* Paxos without messages.  Acceptors vote for values in numbered ballots, *)
(* and a value is chosen when a quorum has voted for it in one ballot.     *)
(* Everything hangs on when a vote is allowed, so here an acceptor may     *)
(* look at the votes and promises of all others.  Paxos says how it can    *)
(* know enough of them from messages.                                      *)
(*                                                                         *)
(* There is one difference from the algorithm of the textbooks.  To vote   *)
(* in a ballot is no promise (Paxos Made Simple, Section 2.2, and the      *)
(* acceptor of impl/paxos): an acceptor that has voted in ballot 3 and was *)
(* never asked for a promise may still vote in ballot 2.  That is safe,    *)
(* because a vote is allowed only for a value that is safe, and what is    *)
(* safe stays safe whatever is voted.                                      *)
(*                                                                         *)
(* Go (impl/paxos): promised[a] is Acceptor.Promised, and votes[a] are the *)
(* events Accepted that a has recorded.  What a remembers of them,         *)
(* Acceptor.Accepted, is the one with the highest number.                  *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Value,     \* the values that may be chosen
    Acceptor,  \* the machines that vote
    Quorum1,   \* the sets of acceptors that are enough in phase 1
    Quorum2,   \* the sets that are enough in phase 2, to choose
    Ballot     \* the ballots' numbers

(***************************************************************************)
(* That any quorum of phase 1 and any of phase 2 have a member in common   *)
(* is the only thing that makes two ballots know of each other.  Majorities*)
(* do for both.  Two quorums of one phase may be disjoint (Howard, Malkhi  *)
(* and Spiegelman, Flexible Paxos, 2016).                                  *)
(***************************************************************************)
ASSUME QuorumAssumption ==
    /\ \A Q \in Quorum1 \cup Quorum2 : Q \subseteq Acceptor
    /\ \A Q1 \in Quorum1, Q2 \in Quorum2 : Q1 \cap Q2 # {}

ASSUME BallotAssumption == Ballot \subseteq Nat \ {0}

None == 0  \* the number of no ballot, below all of Ballot

VARIABLES
    votes,    \* votes[a] is the set of pairs <<b, v>>: a voted for v in ballot b
    promised  \* promised[a]: a votes in no ballot below this one any more

vars == <<votes, promised>>

TypeOK ==
    /\ votes \in [Acceptor -> SUBSET (Ballot \X Value)]
    /\ promised \in [Acceptor -> Ballot \cup {None}]

-----------------------------------------------------------------------------
VotedFor(a, b, v) == <<b, v>> \in votes[a]

DidNotVoteIn(a, b) == \A v \in Value : ~VotedFor(a, b, v)

CannotVoteIn(a, b) == promised[a] > b /\ DidNotVoteIn(a, b)

ChosenIn(b, v) == \E Q \in Quorum2 : \A a \in Q : VotedFor(a, b, v)

chosen == {v \in Value : \E b \in Ballot : ChosenIn(b, v)}

(***************************************************************************)
(* Nothing but v was or can ever be chosen in ballot b: there is a quorum  *)
(* of phase 1 whose members have voted for v in b, or will never vote in   *)
(* it.                                                                     *)
(***************************************************************************)
OnlyChoosable(b, v) ==
    \E Q \in Quorum1 : \A a \in Q : VotedFor(a, b, v) \/ CannotVoteIn(a, b)

(***************************************************************************)
(* v is safe in b when nothing else was or can be chosen below b.          *)
(***************************************************************************)
SafeIn(b, v) == \A c \in Ballot : c < b => OnlyChoosable(c, v)

-----------------------------------------------------------------------------
Init ==
    /\ votes = [a \in Acceptor |-> {}]
    /\ promised = [a \in Acceptor |-> None]

(***************************************************************************)
(* An acceptor may promise more at any time.                               *)
(***************************************************************************)
Promise(a, b) ==
    /\ b > promised[a]
    /\ promised' = [promised EXCEPT ![a] = b]
    /\ UNCHANGED votes

(***************************************************************************)
(* A vote is allowed if a has not promised otherwise, if nobody has voted  *)
(* for another value in that ballot (a's own votes included, so nobody     *)
(* votes twice), and if the value is safe.                                 *)
(***************************************************************************)
Vote(a, b, v) ==
    /\ b >= promised[a]
    /\ \A a2 \in Acceptor : \A w \in Value : VotedFor(a2, b, w) => w = v
    /\ SafeIn(b, v)
    /\ votes' = [votes EXCEPT ![a] = @ \cup {<<b, v>>}]
    /\ UNCHANGED promised

Next ==
    \E a \in Acceptor, b \in Ballot :
        \/ Promise(a, b)
        \/ \E v \in Value : Vote(a, b, v)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* In one ballot all votes are for one value.                              *)
(***************************************************************************)
OneValuePerBallot ==
    \A a1, a2 \in Acceptor, b \in Ballot, v1, v2 \in Value :
        VotedFor(a1, b, v1) /\ VotedFor(a2, b, v2) => v1 = v2

(***************************************************************************)
(* Every vote is for a value that is safe.  With OneValuePerBallot this is *)
(* inductive, and Agreement follows: were v chosen in b and w in c > b,    *)
(* then w, having votes in c, would be safe in c, so that some member of   *)
(* v's quorum would have voted for w in b or never vote there.             *)
(***************************************************************************)
VotesSafe ==
    \A a \in Acceptor, b \in Ballot, v \in Value : VotedFor(a, b, v) => SafeIn(b, v)

Agreement == Cardinality(chosen) =< 1

(***************************************************************************)
(* Voting implements Consensus: its chosen is the one defined above.       *)
(***************************************************************************)
C == INSTANCE Consensus

ImplementsConsensus == C!Spec

THEOREM Spec => [](TypeOK /\ OneValuePerBallot /\ VotesSafe /\ Agreement) /\ C!Spec
=============================================================================
