-------------------------------- MODULE Paxos --------------------------------
(***************************************************************************)
(* Single-decree Paxos, as in Paxos Made Simple, Section 2: proposers,     *)
(* acceptors and learners agree on one value, though messages are lost,    *)
(* doubled and overtaken, and machines crash and come back.                *)
(*                                                                         *)
(* The network is the set of all messages that were ever sent.  One that   *)
(* is in it may be received at any later time, again and again, or never,  *)
(* so that loss, duplication and delay need no actions of their own.       *)
(*                                                                         *)
(* Go (impl/paxos, layout separate; every variable is a field):            *)
(*   tried, preparing, promises, highest   Proposer.Tried, .Preparing,     *)
(*                                         .Promises, .Highest             *)
(*   promised, accepted                    Acceptor.Promised, .Accepted    *)
(*   learned, heard                        Learner.Learned, .Heard         *)
(*   up                                    whether a machine is up         *)
(*   msgs                                  all that was ever sent: on      *)
(*          -network set, without dead messages left out, what is in the   *)
(*          network.  Requests and acceptances go to all machines of a     *)
(*          role at once, and are one message here.                        *)
(* Timers add nothing: a proposer's is set as long as it has a number.     *)
(* Durable, which is what Crash leaves alone, are tried, preparing,        *)
(* promised, accepted and learned.                                         *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
    Proposers,  \* how many proposers there are
    Number,     \* the proposal numbers that may be used
    Acceptor,
    Quorum1,    \* the sets of acceptors that are enough in phase 1
    Quorum2,    \* the sets that are enough in phase 2, to choose
    Learner

(***************************************************************************)
(* Proposers are numbered.  The value that one wants is named like itself: *)
(* all that matters of values is that they may differ.                     *)
(***************************************************************************)
Proposer == 1..Proposers
Value == Proposer
Machine == Proposer \cup Acceptor \cup Learner

(***************************************************************************)
(* Different proposers choose their numbers from disjoint sets (Section    *)
(* 2.5): of P proposers, number i uses i, P+i, 2P+i, ...                   *)
(***************************************************************************)
NumbersOf(p) == {n \in Number : n % Proposers = p % Proposers}

ASSUME ProposersAssumption == Proposers \in Nat \ {0}

ASSUME NumberAssumption == Number \subseteq Nat \ {0}

(***************************************************************************)
(* Any quorum of phase 1 and any of phase 2 have a member in common, as    *)
(* majorities have.                                                        *)
(***************************************************************************)
ASSUME QuorumAssumption ==
    /\ \A Q \in Quorum1 \cup Quorum2 : Q \subseteq Acceptor
    /\ \A Q1 \in Quorum1, Q2 \in Quorum2 : Q1 \cap Q2 # {}

None == 0                                \* no number, and no value
Nothing == [number |-> None, value |-> None]
Proposal == [number : Number, value : Value]

Message ==
    [type : {"prepare"}, number : Number]
    \cup [type : {"promise"}, from : Acceptor, number : Number,
          accepted : Proposal \cup {Nothing}]
    \cup [type : {"accept"}, proposal : Proposal]
    \cup [type : {"accepted"}, from : Acceptor, proposal : Proposal]
    \cup [type : {"learned"}, value : Value]

VARIABLES
    msgs,       \* all messages ever sent
    up,         \* up[x]: machine x has not crashed, or was restarted since
    tried,      \* tried[p]: the highest number that p has used
    preparing,  \* preparing[p]: p is in phase 1 with that number
    promises,   \* promises[p]: the acceptors that have answered in phase 1
    highest,    \* highest[p]: the highest-numbered proposal that they reported
    promised,   \* promised[a]: the highest number that a has answered
    accepted,   \* accepted[a]: the highest-numbered proposal that a has accepted
    learned,    \* learned[l]: the value that l knows to be chosen
    heard       \* heard[l]: the acceptances that l has heard of

proposerVars == <<tried, preparing, promises, highest>>
acceptorVars == <<promised, accepted>>
learnerVars  == <<learned, heard>>
vars == <<msgs, up, proposerVars, acceptorVars, learnerVars>>

TypeOK ==
    /\ msgs \subseteq Message
    /\ up \in [Machine -> BOOLEAN]
    /\ tried \in [Proposer -> Number \cup {None}]
    /\ preparing \in [Proposer -> BOOLEAN]
    /\ promises \in [Proposer -> SUBSET Acceptor]
    /\ highest \in [Proposer -> Proposal \cup {Nothing}]
    /\ promised \in [Acceptor -> Number \cup {None}]
    /\ accepted \in [Acceptor -> Proposal \cup {Nothing}]
    /\ learned \in [Learner -> Value \cup {None}]
    /\ heard \in [Learner -> SUBSET (Acceptor \X Proposal)]

-----------------------------------------------------------------------------
Init ==
    /\ msgs = {}
    /\ up = [x \in Machine |-> TRUE]
    /\ tried = [p \in Proposer |-> None]
    /\ preparing = [p \in Proposer |-> FALSE]
    /\ promises = [p \in Proposer |-> {}]
    /\ highest = [p \in Proposer |-> Nothing]
    /\ promised = [a \in Acceptor |-> None]
    /\ accepted = [a \in Acceptor |-> Nothing]
    /\ learned = [l \in Learner |-> None]
    /\ heard = [l \in Learner |-> {}]

Send(m) == msgs' = msgs \cup {m}

Higher(x, y) == IF y.number > x.number THEN y ELSE x

(***************************************************************************)
(* Phase 1(a).  A proposer starts with a number above all that it has used *)
(* so far, at any time, also in the middle of another proposal.  Of that   *)
(* one it knows nothing any more.                                          *)
(***************************************************************************)
Prepare(p, n) ==
    /\ up[p]
    /\ n \in NumbersOf(p)
    /\ n > tried[p]
    /\ tried' = [tried EXCEPT ![p] = n]
    /\ preparing' = [preparing EXCEPT ![p] = TRUE]
    /\ promises' = [promises EXCEPT ![p] = {}]
    /\ highest' = [highest EXCEPT ![p] = Nothing]
    /\ Send([type |-> "prepare", number |-> n])
    /\ UNCHANGED <<up, acceptorVars, learnerVars>>

(***************************************************************************)
(* Phase 1(b).  An acceptor promises to accept nothing below the number,   *)
(* and reports the highest-numbered proposal that it has ever accepted.    *)
(* An equal number is the same request again, and is answered again: the   *)
(* first answer may have been lost.                                        *)
(***************************************************************************)
Promise(a, m) ==
    /\ up[a]
    /\ m.type = "prepare"
    /\ m.number >= promised[a]
    /\ promised' = [promised EXCEPT ![a] = m.number]
    /\ Send([type |-> "promise", from |-> a, number |-> m.number,
             accepted |-> accepted[a]])
    /\ UNCHANGED <<up, proposerVars, accepted, learnerVars>>

(***************************************************************************)
(* A proposer counts a promise for its number.  With those of a quorum     *)
(* phase 1 is over, and phase 2(a) follows in the same step: it proposes   *)
(* the value of the highest-numbered proposal reported, which may have     *)
(* been chosen, and its own only if none was reported.                     *)
(***************************************************************************)
CountPromise(p, m) ==
    /\ up[p]
    /\ m.type = "promise"
    /\ preparing[p]
    /\ m.number = tried[p]
    /\ LET from == promises[p] \cup {m.from}
           high == Higher(highest[p], m.accepted)
           value == IF high = Nothing THEN p ELSE high.value
       IN IF \E Q \in Quorum1 : Q \subseteq from
          THEN /\ preparing' = [preparing EXCEPT ![p] = FALSE]
               /\ promises' = [promises EXCEPT ![p] = {}]
               /\ highest' = [highest EXCEPT ![p] = Nothing]
               /\ Send([type |-> "accept",
                        proposal |-> [number |-> tried[p], value |-> value]])
          ELSE /\ promises' = [promises EXCEPT ![p] = from]
               /\ highest' = [highest EXCEPT ![p] = high]
               /\ UNCHANGED <<msgs, preparing>>
    /\ UNCHANGED <<up, tried, acceptorVars, learnerVars>>

(***************************************************************************)
(* Phase 2(b).  An acceptor accepts a proposal unless it has promised more *)
(* to another, and tells the learners.  To accept is no promise.           *)
(***************************************************************************)
Accept(a, m) ==
    /\ up[a]
    /\ m.type = "accept"
    /\ m.proposal.number >= promised[a]
    /\ accepted' = [accepted EXCEPT
                       ![a] = IF m.proposal.number >= @.number THEN m.proposal ELSE @]
    /\ Send([type |-> "accepted", from |-> a, proposal |-> m.proposal])
    /\ UNCHANGED <<up, proposerVars, promised, learnerVars>>

(***************************************************************************)
(* A learner hears of an acceptance.  When a quorum has accepted one and   *)
(* the same proposal its value is chosen; the learner keeps that, and can  *)
(* tell the other learners.                                                *)
(***************************************************************************)
Hear(l, m) ==
    /\ up[l]
    /\ m.type = "accepted"
    /\ learned[l] = None
    /\ LET now == heard[l] \cup {<<m.from, m.proposal>>}
           by == {a \in Acceptor : <<a, m.proposal>> \in now}
       IN IF \E Q \in Quorum2 : Q \subseteq by
          THEN /\ learned' = [learned EXCEPT ![l] = m.proposal.value]
               /\ heard' = [heard EXCEPT ![l] = {}]
               /\ Send([type |-> "learned", value |-> m.proposal.value])
          ELSE /\ heard' = [heard EXCEPT ![l] = now]
               /\ UNCHANGED <<msgs, learned>>
    /\ UNCHANGED <<up, proposerVars, acceptorVars>>

(***************************************************************************)
(* A learner is told by another one, as by the distinguished learner of    *)
(* Section 2.3.                                                            *)
(***************************************************************************)
BeTold(l, m) ==
    /\ up[l]
    /\ m.type = "learned"
    /\ learned[l] = None
    /\ learned' = [learned EXCEPT ![l] = m.value]
    /\ heard' = [heard EXCEPT ![l] = {}]
    /\ UNCHANGED <<msgs, up, proposerVars, acceptorVars>>

(***************************************************************************)
(* A machine crashes.  What is in stable storage stays, everything else is *)
(* lost.  That an acceptor has nothing that is not stable is what a        *)
(* promise is worth (Section 2.5).                                         *)
(***************************************************************************)
Crash(x) ==
    /\ up[x]
    /\ up' = [up EXCEPT ![x] = FALSE]
    /\ promises' = [p \in Proposer |-> IF p = x THEN {} ELSE promises[p]]
    /\ highest' = [p \in Proposer |-> IF p = x THEN Nothing ELSE highest[p]]
    /\ heard' = [l \in Learner |-> IF l = x THEN {} ELSE heard[l]]
    /\ UNCHANGED <<msgs, tried, preparing, acceptorVars, learned>>

(***************************************************************************)
(* It comes back.  A proposer does not know any more which promises it     *)
(* had, so it gives up phase 1 of the number it was in.                    *)
(***************************************************************************)
Restart(x) ==
    /\ ~up[x]
    /\ up' = [up EXCEPT ![x] = TRUE]
    /\ preparing' = [p \in Proposer |-> IF p = x THEN FALSE ELSE preparing[p]]
    /\ UNCHANGED <<msgs, tried, promises, highest, acceptorVars, learnerVars>>

Next ==
    \/ \E p \in Proposer : \/ \E n \in Number : Prepare(p, n)
                           \/ \E m \in msgs : CountPromise(p, m)
    \/ \E a \in Acceptor, m \in msgs : Promise(a, m) \/ Accept(a, m)
    \/ \E l \in Learner, m \in msgs : Hear(l, m) \/ BeTold(l, m)
    \/ \E x \in Machine : Crash(x) \/ Restart(x)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* What every acceptor has voted for, as Voting sees it, is read off its   *)
(* acceptances, for an acceptor remembers only the highest of them.        *)
(***************************************************************************)
votes ==
    [a \in Acceptor |->
        {<<m.proposal.number, m.proposal.value>> :
            m \in {n \in msgs : n.type = "accepted" /\ n.from = a}}]

(***************************************************************************)
(* Paxos implements Voting, with numbers for ballots: an acceptor's        *)
(* Promise and Accept are Voting's Promise and Vote (or, when it answers   *)
(* the same again, nothing), and all else changes nothing that Voting      *)
(* knows of.  Through Voting it implements Consensus.                      *)
(***************************************************************************)
V == INSTANCE Voting WITH Ballot <- Number

ImplementsVoting == V!Spec

C == INSTANCE Consensus WITH chosen <- V!chosen

ImplementsConsensus == C!Spec

(***************************************************************************)
(* Uniformity: no two different values are ever chosen.  That both are     *)
(* there to be seen, though chosen at different times, is due to msgs,     *)
(* which forgets nothing.                                                  *)
(***************************************************************************)
Agreement == Cardinality(V!chosen) =< 1

(***************************************************************************)
(* A learner learns only what is chosen.                                   *)
(***************************************************************************)
LearnOnlyChosen == \A l \in Learner : learned[l] # None => learned[l] \in V!chosen

(***************************************************************************)
(* What an acceptor remembers is the highest of its votes, and with a      *)
(* promise it is bound: nothing was accepted below a number after it was   *)
(* promised.  Of each report in a promise the same is true: no vote lies   *)
(* between the proposal reported and the number promised.  This is what a  *)
(* crash must not take away, and it shows a promise that is forgotten      *)
(* before two values are chosen.                                           *)
(***************************************************************************)
PromisesKept ==
    /\ \A a \in Acceptor :
          /\ accepted[a] # Nothing =>
                <<accepted[a].number, accepted[a].value>> \in votes[a]
          /\ \A v \in votes[a] : v[1] =< accepted[a].number
    /\ \A m \in msgs : m.type = "promise" =>
          /\ m.number =< promised[m.from]
          /\ \A v \in votes[m.from] :
                v[1] < m.number => v[1] =< m.accepted.number

(***************************************************************************)
(* With one number one value is proposed.  This needs the proposers'       *)
(* numbers to be disjoint, and a proposer that uses a number once, also    *)
(* over a crash.                                                           *)
(***************************************************************************)
OneValuePerNumber ==
    \A m1, m2 \in {m \in msgs : m.type = "accept"} :
        m1.proposal.number = m2.proposal.number => m1 = m2

(***************************************************************************)
(* What is proposed is safe: nothing else was or can be chosen below its   *)
(* number.  This breaks where the wrong value is taken, before anybody     *)
(* votes for it.                                                           *)
(***************************************************************************)
ProposalsSafe ==
    \A m \in msgs : m.type = "accept" => V!SafeIn(m.proposal.number, m.proposal.value)

(***************************************************************************)
(* What a learner has learned it never changes, nor loses.                 *)
(***************************************************************************)
Irrevocable ==
    [][\A l \in Learner : learned[l] # None => learned'[l] = learned[l]]_learned

THEOREM Spec => /\ [](TypeOK /\ Agreement /\ LearnOnlyChosen)
                /\ [](PromisesKept /\ OneValuePerNumber /\ ProposalsSafe)
                /\ Irrevocable
                /\ ImplementsVoting
                /\ ImplementsConsensus
=============================================================================
