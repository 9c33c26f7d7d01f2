---------------------------- MODULE MultiPaxosCode ----------------------------
(***************************************************************************)
(* The Go code of impl/pmmc implements MultiPaxos: what the variables of   *)
(* MCMultiPaxos are in a state of the code.                                *)
(*                                                                         *)
(* nodes, network and faults are the state as a trace of explore shows it: *)
(* nodes[n] has the fields of node n, network is the set of the messages   *)
(* in flight, faults what was used of the budgets.  settings are the flags *)
(* of the protocol, names[k] the nodes of kind k, fixed[n] those fields of *)
(* node n that never change.                                               *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS settings, names, fixed

VARIABLES nodes, network, faults

-----------------------------------------------------------------------------
(* The constants of MCMultiPaxos.  Machines are numbered.                  *)

SetOf(list) == {list[k] : k \in DOMAIN list}

Servers == Len(names.S)
Size1 == fixed[names.S[1]].config.quorums.Phase1
Size2 == fixed[names.S[1]].config.quorums.Phase2

(***************************************************************************)
(* Where one machine is a quorum, it decides in the step that asks for it. *)
(***************************************************************************)
ASSUME SeveralServers == Size1 > 1 /\ Size2 > 1

Server == 1..Servers
NumberOf ==
    [name \in SetOf(names.S) \cup {"nobody"} |->
        IF name = "nobody" THEN 0 ELSE CHOOSE i \in Server : names.S[i] = name]
Client == SetOf(names.C)
Ballots == settings.ballots
BallotNumber == 1..Ballots
Slots == settings.slots
Window == settings.window
Retries == settings.retries
Crashes == settings.crashes
Refusals == settings.refusals

(***************************************************************************)
(* Where -scouts says nothing at all, the ballots bound the leaders.       *)
(***************************************************************************)
Unbounded == [i \in Server |-> Ballots]

Scouts ==
    IF settings.scouts = <<>>
    THEN Unbounded
    ELSE [i \in Server |-> IF i =< Len(settings.scouts) THEN settings.scouts[i] ELSE 0]

OpOf(op) == [kind |-> op.Kind, key |-> op.Key]

Script ==
    [c \in Client |->
        [n \in 1..Len(fixed[c].Script) |->
            [op |-> OpOf(fixed[c].Script[n].op),
             servers |-> {NumberOf[s] : s \in fixed[c].Script[n].servers}]]]

Ops == UNION {{Script[c][n].op : n \in DOMAIN Script[c]} : c \in Client}
Kind == {o.kind : o \in Ops}
Key == {o.key : o \in Ops}
Operations ==
    CHOOSE n \in {Len(Script[c]) : c \in Client} : \A c \in Client : Len(Script[c]) =< n

-----------------------------------------------------------------------------
(* The variables of MultiPaxos.                                            *)

(***************************************************************************)
(* The n-th operation of a client writes the client's number and n, so a   *)
(* value of the code is a text of two digits for every operation that made *)
(* it.                                                                     *)
(***************************************************************************)
Digit(text, k) == CHOOSE d \in 1..9 : SubSeq("123456789", d, d) = SubSeq(text, k, k)

ValueOf(text) ==
    [k \in 1..(Len(text) \div 2) |->
        <<names.C[Digit(text, 2 * k - 1)], Digit(text, 2 * k)>>]

BallotOf(b) == [number |-> b.Number, leader |-> NumberOf[b.Leader]]

CommandOf(c) == [client |-> c.Client, number |-> c.Number, op |-> OpOf(c.Op)]

(***************************************************************************)
(* The code has maps by slot, the spec sets of pairs, or of pvalues.       *)
(***************************************************************************)
PairsOf(f) == {<<s, CommandOf(f[s])>> : s \in DOMAIN f}

PValuesOf(f) ==
    {[ballot |-> BallotOf(f[s].Ballot), slot |-> s, command |-> CommandOf(f[s].Command)] :
        s \in DOMAIN f}

MessageOf(p) ==
    LET m == p.message
    IN CASE p.name = "Request" ->
              [type |-> "request", to |-> NumberOf[p.to],
               command |-> [client |-> p.from, number |-> m.Number, op |-> OpOf(m.Op)]]
         [] p.name = "Reply" ->
              [type |-> "reply", from |-> NumberOf[p.from], name |-> <<p.to, m.Number>>,
               value |-> ValueOf(m.Value)]
         [] p.name = "Propose" ->
              [type |-> "propose", from |-> NumberOf[p.from], slot |-> m.Slot,
               command |-> CommandOf(m.Command)]
         [] p.name = "P1a" ->
              [type |-> "p1a", from |-> NumberOf[p.from], ballot |-> BallotOf(m.Ballot)]
         [] p.name = "P1b" ->
              [type |-> "p1b", from |-> NumberOf[p.from], to |-> NumberOf[p.to],
               ballot |-> BallotOf(m.Ballot), accepted |-> PValuesOf(m.Accepted)]
         [] p.name = "P2a" ->
              [type |-> "p2a", from |-> NumberOf[p.from], ballot |-> BallotOf(m.Ballot),
               slot |-> m.Slot, command |-> CommandOf(m.Command)]
         [] p.name = "P2b" ->
              [type |-> "p2b", from |-> NumberOf[p.from], to |-> NumberOf[p.to],
               ballot |-> BallotOf(m.Ballot), slot |-> m.Slot]
         [] p.name = "Decision" ->
              [type |-> "decision", from |-> NumberOf[p.from], slot |-> m.Slot,
               command |-> CommandOf(m.Command)]

msgs == {MessageOf(p) : p \in network}

Machine(i) == nodes[names.S[i]]

up == [i \in Server |-> Machine(i).up]

acceptor ==
    [i \in Server |-> [ballot |-> BallotOf(Machine(i).Ballot),
                       accepted |-> PValuesOf(Machine(i).Accepted)]]

(***************************************************************************)
(* A leader without a scout has heard of nothing.                          *)
(***************************************************************************)
LeaderOf(s) ==
    [mode |-> s.Mode,
     scoutDone |-> s.ScoutDone,
     heard |-> IF s.Scout = <<>> THEN {} ELSE {NumberOf[a] : a \in s.Scout.Heard},
     pvalues |-> IF s.Scout = <<>> THEN {} ELSE PValuesOf(s.Scout.PValues),
     proposals |-> PairsOf(s.Proposals),
     commanders |-> UNION {{<<n, NumberOf[a]>> : a \in s.Commanders[n]} :
                              n \in DOMAIN s.Commanders}]

leader == [i \in Server |-> LeaderOf(Machine(i))]

ApplicationOf(s) ==
    [store |-> [k \in Key |-> IF k \in DOMAIN s.Store THEN ValueOf(s.Store[k]) ELSE <<>>],
     last |-> [c \in Client |->
                 IF c \in DOMAIN s.Results
                 THEN [number |-> s.Results[c].Number, value |-> ValueOf(s.Results[c].Value)]
                 ELSE [number |-> 0, value |-> <<>>]],
     performed |-> [k \in 1..Len(s.Performed) |->
                       <<s.Performed[k].Client, s.Performed[k].Number>>]]

(***************************************************************************)
(* A machine that is down has no slotOut; it begins with the first slot.   *)
(***************************************************************************)
ReplicaOf(s) ==
    [decisions |-> PairsOf(s.Decisions),
     slotOut |-> IF s.up THEN s.SlotOut ELSE 1,
     requests |-> [k \in 1..Len(s.Requests) |-> CommandOf(s.Requests[k])],
     proposed |-> PairsOf(s.Proposed),
     app |-> ApplicationOf(s)]

replica == [i \in Server |-> ReplicaOf(Machine(i))]

client ==
    [c \in Client |->
        [started |-> nodes[c].Started,
         waiting |-> nodes[c].Waiting,
         op |-> IF nodes[c].Started = 0 THEN [kind |-> "none", key |-> "none"]
                                        ELSE Script[c][nodes[c].Started].op]]

-----------------------------------------------------------------------------
(* The budgets of MCMultiPaxos.                                            *)

Used(budget) == IF budget \in DOMAIN faults THEN faults[budget] ELSE 0

scouts ==
    [i \in Server |-> IF Scouts = Unbounded THEN 0 ELSE Used("scout of " \o names.S[i])]
retries == Used("retry")
crashes == Used("crashes")

MultiPaxos == INSTANCE MCMultiPaxos

Implements == MultiPaxos!MCSpec

THEOREM Implements
=============================================================================
