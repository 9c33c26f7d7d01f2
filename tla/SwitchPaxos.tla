----------------------------- MODULE SwitchPaxos ------------------------------
(***************************************************************************)
(* Paxos in switches, as in Paxos Made Switch-y: a switch numbers the      *)
(* requests of proposers, acceptors are switches with few registers, and   *)
(* learners and a backup of the first switch are software.                 *)
(*                                                                         *)
(* The switch runs phase 2 alone, since its round is the first. When it    *)
(* fails it does not come back, and a proposer that hears of that sends    *)
(* its value to the backup, which runs both phases in later rounds, in one *)
(* instance after the other until one is free. It also fills the gaps of   *)
(* learners. An acceptor gives the register of an instance to a later one  *)
(* when a majority of learners has a checkpoint that covers it.            *)
(*                                                                         *)
(* The network is the set of all messages that were ever sent.  One that   *)
(* is in it may be received at any later time, again and again, or never,  *)
(* so that loss, duplication and delay need no actions of their own.       *)
(*                                                                         *)
(* Go (impl/switchpaxos; every name below is a field):                     *)
(*   rerouted[p]    Proposer.Rerouted                                      *)
(*   sequence       Coordinator.Instance                                   *)
(*   backup         Backup: .round Round, .taken Taken, .low Low,          *)
(*                  .instance Instance, .value Value, .promises Promises,  *)
(*                  .highest Highest                                       *)
(*   acceptor[a]    Acceptor: .registers Registers, .low Low,              *)
(*                  .checkpoints Checkpoints                               *)
(*   learner[l]     Learner: .delivered Delivered, .ahead Ahead, .heard    *)
(*                  Heard, .saved Saved                                    *)
(*   switchUp, failed   whether the switch is up, the acceptors that are not *)
(*   msgs           all that was ever sent: on -network set, without dead  *)
(*                  messages left out, what is in the network.  What goes to *)
(*                  all acceptors, or learners, is one message here.       *)
(* Timers add nothing: they are set while there is something to do.        *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
    Proposers,  \* how many proposers there are
    Acceptor,
    Learner,
    Size        \* how many registers an acceptor has

Proposer == 1..Proposers

(***************************************************************************)
(* The value of a proposer is its number.  A no-op fills an instance that  *)
(* nobody needs.                                                           *)
(***************************************************************************)
None == 0
NoOp == Proposers + 1
Value == 1..NoOp

FirstRound == 1  \* the round of the switch

ASSUME ProposersAssumption == Proposers \in Nat \ {0}

ASSUME SizeAssumption == Size \in Nat \ {0}

Majority(S, Of) == 2 * Cardinality(S) > Cardinality(Of)

NoVote == [round |-> 0, value |-> None]
Vote == [round : Nat \ {0}, value : Value]

Message ==
    [type : {"request"}, to : {"switch", "backup"}, value : Proposer]
    \cup [type : {"1a"}, instance : Nat, round : Nat]
    \cup [type : {"1b"}, from : Acceptor, instance : Nat, round : Nat,
          accepted : Vote \cup {NoVote}]
    \cup [type : {"2a"}, instance : Nat, vote : Vote]
    \cup [type : {"2b"}, from : Acceptor, instance : Nat, vote : Vote]
    \cup [type : {"recover"}, from : Learner, instance : Nat]
    \cup [type : {"checkpoint"}, from : Learner, instance : Nat]

VARIABLES
    msgs,      \* all messages ever sent
    switchUp,  \* whether the switch that numbers requests has not failed
    failed,    \* the acceptors that have failed
    rerouted,  \* rerouted[p]: p sends to the backup
    sequence,  \* the last instance that the switch has used
    backup,
    acceptor,
    learner

vars == <<msgs, switchUp, failed, rerouted, sequence, backup, acceptor, learner>>

Register == [round : Nat, accepted : Vote \cup {NoVote}]
Empty == [round |-> 0, accepted |-> NoVote]

TypeOK ==
    /\ msgs \subseteq Message
    /\ switchUp \in BOOLEAN
    /\ failed \subseteq Acceptor
    /\ rerouted \in [Proposer -> BOOLEAN]
    /\ sequence \in Nat
    /\ backup \in [round : Nat, taken : Nat, low : Nat, instance : Nat,
                   value : Value \cup {None}, promises : SUBSET Acceptor,
                   highest : Vote \cup {NoVote}]
    /\ \A a \in Acceptor \ failed :
          /\ acceptor[a].registers \in [1..Size -> Register]
          /\ acceptor[a].low \in Nat
          /\ acceptor[a].checkpoints \in [Learner -> Nat]
    /\ \A l \in Learner :
          /\ learner[l].delivered \in Seq(Value)
          /\ \A i \in DOMAIN learner[l].ahead : learner[l].ahead[i] \in Value
          /\ \A i \in DOMAIN learner[l].heard :
                learner[l].heard[i] \in [vote : Vote, by : SUBSET Acceptor]
          /\ learner[l].saved \in 0..Len(learner[l].delivered)

-----------------------------------------------------------------------------
NewAcceptor ==
    [registers |-> [k \in 1..Size |-> Empty], low |-> 0,
     checkpoints |-> [l \in Learner |-> 0]]

NewLearner == [delivered |-> <<>>, ahead |-> <<>>, heard |-> <<>>, saved |-> 0]

Init ==
    /\ msgs = {[type |-> "request", to |-> "switch", value |-> p] : p \in Proposer}
    /\ switchUp = TRUE
    /\ failed = {}
    /\ rerouted = [p \in Proposer |-> FALSE]
    /\ sequence = 0
    /\ backup = [round |-> 0, taken |-> 0, low |-> 0, instance |-> 0,
                 value |-> None, promises |-> {}, highest |-> NoVote]
    /\ acceptor = [a \in Acceptor |-> NewAcceptor]
    /\ learner = [l \in Learner |-> NewLearner]

Send(ms) == msgs' = msgs \cup ms

Max(m, n) == IF m >= n THEN m ELSE n

-----------------------------------------------------------------------------
(***************************************************************************)
(* The switch gives a request the next instance.  A request of phase 2 of  *)
(* the first round needs no promises.                                      *)
(***************************************************************************)
Number(m) ==
    /\ switchUp
    /\ m.type = "request" /\ m.to = "switch"
    /\ sequence' = sequence + 1
    /\ Send({[type |-> "2a", instance |-> sequence + 1,
              vote |-> [round |-> FirstRound, value |-> m.value]]})
    /\ UNCHANGED <<switchUp, failed, rerouted, backup, acceptor, learner>>

(***************************************************************************)
(* A proposer hears that the switch has failed, or is told so by mistake:  *)
(* both are safe.                                                          *)
(***************************************************************************)
Reroute(p) ==
    /\ ~rerouted[p]
    /\ rerouted' = [rerouted EXCEPT ![p] = TRUE]
    /\ Send({[type |-> "request", to |-> "backup", value |-> p]})
    /\ UNCHANGED <<switchUp, failed, sequence, backup, acceptor, learner>>

-----------------------------------------------------------------------------
(***************************************************************************)
(* The backup begins an attempt, in a new round.  It is in phase 1 in one  *)
(* instance at a time.                                                     *)
(***************************************************************************)
Next1 == Max(backup.taken, backup.low) + 1

OneA(i, r) == [type |-> "1a", instance |-> i, round |-> r]

Attempt(i, v) ==
    LET r == Max(backup.round, FirstRound) + 1
    IN /\ backup' = [backup EXCEPT !.round = r, !.instance = i, !.value = v]
       /\ Send({OneA(i, r)})

TakeRequest(m) ==
    /\ m.type = "request" /\ m.to = "backup"
    /\ backup.instance = 0
    /\ Attempt(Next1, m.value)
    /\ UNCHANGED <<switchUp, failed, rerouted, sequence, acceptor, learner>>

TakeRecover(m) ==
    /\ m.type = "recover"
    /\ backup.instance = 0
    /\ m.instance > backup.low
    /\ Attempt(m.instance, NoOp)
    /\ UNCHANGED <<switchUp, failed, rerouted, sequence, acceptor, learner>>

Idle(b) == [b EXCEPT !.instance = 0, !.value = None, !.promises = {}, !.highest = NoVote]

Moved(b) == [b EXCEPT !.instance = Max(b.taken, b.low) + 1, !.promises = {},
                      !.highest = NoVote]

(***************************************************************************)
(* The backup counts a promise.  With those of a majority it proposes the  *)
(* value of the highest round that they tell of, which may have been       *)
(* chosen, and its own only if they tell of none.  When a request has      *)
(* found another value it goes to the next instance that may be free.      *)
(***************************************************************************)
CountPromise(m) ==
    /\ m.type = "1b"
    /\ backup.instance = m.instance /\ backup.round = m.round
    /\ LET from == backup.promises \cup {m.from}
           high == IF m.accepted.round > backup.highest.round THEN m.accepted
                                                              ELSE backup.highest
           value == IF high = NoVote THEN backup.value ELSE high.value
           after == [backup EXCEPT !.taken = Max(@, backup.instance)]
           twoA == [type |-> "2a", instance |-> backup.instance,
                    vote |-> [round |-> backup.round, value |-> value]]
       IN IF ~Majority(from, Acceptor)
          THEN /\ backup' = [backup EXCEPT !.promises = from, !.highest = high]
               /\ UNCHANGED msgs
          ELSE IF backup.value \in {value, NoOp}
               THEN backup' = Idle(after) /\ Send({twoA})
               ELSE /\ backup' = Moved(after)
                    /\ Send({twoA, OneA(Moved(after).instance, backup.round)})
    /\ UNCHANGED <<switchUp, failed, rerouted, sequence, acceptor, learner>>

(***************************************************************************)
(* A learner has a checkpoint.  The backup gives up an instance that it    *)
(* covers, for acceptors may have cleared the register.                    *)
(***************************************************************************)
HearCheckpoint(m) ==
    /\ m.type = "checkpoint"
    /\ m.instance > backup.low
    /\ LET after == [backup EXCEPT !.low = m.instance]
       IN CASE backup.instance = 0 \/ backup.instance > m.instance ->
                 backup' = after /\ UNCHANGED msgs
            [] backup.instance \in 1..m.instance /\ backup.value = NoOp ->
                 backup' = Idle(after) /\ UNCHANGED msgs
            [] OTHER ->
                 /\ backup' = Moved(after)
                 /\ Send({OneA(Moved(after).instance, backup.round)})
    /\ UNCHANGED <<switchUp, failed, rerouted, sequence, acceptor, learner>>

-----------------------------------------------------------------------------
(***************************************************************************)
(* An instance has a register of an acceptor from when the one that had it *)
(* before is cleared, until it is cleared itself.                          *)
(***************************************************************************)
HasRegister(a, i) == acceptor[a].low < i /\ i =< acceptor[a].low + Size

Index(i) == ((i - 1) % Size) + 1

Promise(a, m) ==
    /\ a \notin failed
    /\ m.type = "1a"
    /\ HasRegister(a, m.instance)
    /\ LET k == Index(m.instance)
       IN /\ m.round >= acceptor[a].registers[k].round
          /\ acceptor' = [acceptor EXCEPT ![a].registers[k].round = m.round]
          /\ Send({[type |-> "1b", from |-> a, instance |-> m.instance,
                    round |-> m.round,
                    accepted |-> acceptor[a].registers[k].accepted]})
    /\ UNCHANGED <<switchUp, failed, rerouted, sequence, backup, learner>>

Accept(a, m) ==
    /\ a \notin failed
    /\ m.type = "2a"
    /\ HasRegister(a, m.instance)
    /\ LET k == Index(m.instance)
       IN /\ m.vote.round >= acceptor[a].registers[k].round
          /\ acceptor' = [acceptor EXCEPT ![a].registers[k] =
                             [round |-> m.vote.round, accepted |-> m.vote]]
    /\ Send({[type |-> "2b", from |-> a, instance |-> m.instance, vote |-> m.vote]})
    /\ UNCHANGED <<switchUp, failed, rerouted, sequence, backup, learner>>

(***************************************************************************)
(* The last instance that checkpoints of a majority of the learners cover. *)
(***************************************************************************)
Covered(checkpoints) ==
    LET ns == {0} \cup {checkpoints[l] : l \in Learner}
        ok == {n \in ns : n = 0 \/ Majority({l \in Learner : checkpoints[l] >= n}, Learner)}
    IN CHOOSE n \in ok : \A o \in ok : o =< n

Clear(a, m) ==
    /\ a \notin failed
    /\ m.type = "checkpoint"
    /\ m.instance > acceptor[a].checkpoints[m.from]
    /\ LET now == [acceptor[a].checkpoints EXCEPT ![m.from] = m.instance]
           low == Max(acceptor[a].low, Covered(now))
           cleared == {Index(i) : i \in (acceptor[a].low + 1)..low}
       IN acceptor' = [acceptor EXCEPT ![a] =
             [registers |-> [k \in 1..Size |-> IF k \in cleared THEN Empty
                                                   ELSE acceptor[a].registers[k]],
              low |-> low,
              checkpoints |-> now]]
    /\ UNCHANGED <<msgs, switchUp, failed, rerouted, sequence, backup, learner>>

-----------------------------------------------------------------------------
Expected(l) == Len(learner[l].delivered) + 1

Knows(l, i) == i < Expected(l) \/ i \in DOMAIN learner[l].ahead

With(f, i, x) == [j \in DOMAIN f \cup {i} |-> IF j = i THEN x ELSE f[j]]

Without(f, i) == [j \in DOMAIN f \ {i} |-> f[j]]

RECURSIVE Deliver(_)
Deliver(x) ==
    LET i == Len(x.delivered) + 1
    IN IF i \notin DOMAIN x.ahead
       THEN x
       ELSE Deliver([x EXCEPT !.delivered = Append(@, x.ahead[i]),
                              !.ahead = Without(@, i)])

(***************************************************************************)
(* A learner counts the votes of the highest round that it has heard of in *)
(* an instance.  With those of a majority the value is chosen, and it      *)
(* delivers all that it can.                                               *)
(***************************************************************************)
Hear(l, m) ==
    /\ m.type = "2b"
    /\ ~Knows(l, m.instance)
    /\ LET i == m.instance
           x == learner[l]
           had == IF i \in DOMAIN x.heard THEN x.heard[i]
                                          ELSE [vote |-> NoVote, by |-> {}]
           by == (IF m.vote.round > had.vote.round THEN {} ELSE had.by) \cup {m.from}
       IN /\ m.vote.round >= had.vote.round
          /\ learner' = [learner EXCEPT ![l] =
                IF Majority(by, Acceptor)
                THEN Deliver([x EXCEPT !.heard = Without(@, i),
                                       !.ahead = With(@, i, m.vote.value)])
                ELSE [x EXCEPT !.heard = With(@, i, [vote |-> m.vote, by |-> by])]]
    /\ UNCHANGED <<msgs, switchUp, failed, rerouted, sequence, backup, acceptor>>

AskFor(l) ==
    /\ DOMAIN learner[l].ahead # {}
    /\ Send({[type |-> "recover", from |-> l, instance |-> Expected(l)]})
    /\ UNCHANGED <<switchUp, failed, rerouted, sequence, backup, acceptor, learner>>

Save(l) ==
    /\ learner[l].saved < Len(learner[l].delivered)
    /\ learner' = [learner EXCEPT ![l].saved = Len(learner[l].delivered)]
    /\ Send({[type |-> "checkpoint", from |-> l,
              instance |-> Len(learner[l].delivered)]})
    /\ UNCHANGED <<switchUp, failed, rerouted, sequence, backup, acceptor>>

-----------------------------------------------------------------------------
(***************************************************************************)
(* A switch fails, and does not come back: its registers are lost.         *)
(***************************************************************************)
FailSwitch ==
    /\ switchUp
    /\ switchUp' = FALSE
    /\ sequence' = 0
    /\ UNCHANGED <<msgs, failed, rerouted, backup, acceptor, learner>>

Lost == [registers |-> <<>>, low |-> 0, checkpoints |-> [l \in Learner |-> 0]]

FailAcceptor(a) ==
    /\ a \notin failed
    /\ failed' = failed \cup {a}
    /\ acceptor' = [acceptor EXCEPT ![a] = Lost]
    /\ UNCHANGED <<msgs, switchUp, rerouted, sequence, backup, learner>>

Next ==
    \/ \E m \in msgs :
          \/ Number(m) \/ TakeRequest(m) \/ TakeRecover(m) \/ CountPromise(m)
          \/ HearCheckpoint(m)
          \/ \E a \in Acceptor : Promise(a, m) \/ Accept(a, m) \/ Clear(a, m)
          \/ \E l \in Learner : Hear(l, m)
    \/ \E p \in Proposer : Reroute(p)
    \/ \E l \in Learner : AskFor(l) \/ Save(l)
    \/ FailSwitch
    \/ \E a \in Acceptor : FailAcceptor(a)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* A value is chosen in an instance when a majority has voted for it in    *)
(* one round.  Votes are read off the messages, for acceptors clear their  *)
(* registers.                                                              *)
(***************************************************************************)
TwoBs == {m \in msgs : m.type = "2b"}

IsChosen(m) ==
    Majority({b.from : b \in {n \in TwoBs : n.instance = m.instance /\ n.vote = m.vote}},
             Acceptor)

Agreement ==
    \A m1, m2 \in {m \in TwoBs : IsChosen(m)} :
        m1.instance = m2.instance => m1.vote.value = m2.vote.value

LearnOnlyChosen ==
    \A l \in Learner :
        /\ \A i \in DOMAIN learner[l].delivered :
              \E m \in TwoBs : /\ m.instance = i
                               /\ m.vote.value = learner[l].delivered[i]
                               /\ IsChosen(m)
        /\ \A i \in DOMAIN learner[l].ahead :
              \E m \in TwoBs : /\ m.instance = i
                               /\ m.vote.value = learner[l].ahead[i]
                               /\ IsChosen(m)

(***************************************************************************)
(* In one round of an instance one value is proposed.  A sequence that     *)
(* begins anew breaks this.                                                *)
(***************************************************************************)
OneValuePerRound ==
    \A m1, m2 \in {m \in msgs : m.type = "2a"} :
        m1.instance = m2.instance /\ m1.vote.round = m2.vote.round => m1 = m2

(***************************************************************************)
(* A register has what its acceptor did last in the instance that has it,  *)
(* and nothing of another one.                                             *)
(***************************************************************************)
RegistersRight ==
    \A a \in Acceptor \ failed :
        \A i \in (acceptor[a].low + 1)..(acceptor[a].low + Size) :
            LET r == acceptor[a].registers[Index(i)]
                mine == {m \in TwoBs : m.from = a /\ m.instance = i}
            IN /\ \A m \in mine : m.vote.round =< r.accepted.round
               /\ r.accepted # NoVote => \E m \in mine : m.vote = r.accepted

(***************************************************************************)
(* What an acceptor has cleared a majority of the learners has delivered   *)
(* and saved.                                                              *)
(***************************************************************************)
ClearedIsSaved ==
    \A a \in Acceptor \ failed :
        acceptor[a].low > 0 =>
            Majority({l \in Learner : learner[l].saved >= acceptor[a].low}, Learner)

SamePrefix ==
    \A k, l \in Learner :
        \A i \in DOMAIN learner[k].delivered \cap DOMAIN learner[l].delivered :
            learner[k].delivered[i] = learner[l].delivered[i]

THEOREM Spec => [](/\ TypeOK /\ Agreement /\ LearnOnlyChosen /\ OneValuePerRound
                   /\ RegistersRight /\ ClearedIsSaved /\ SamePrefix)
=============================================================================
