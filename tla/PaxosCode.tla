------------------------------ MODULE PaxosCode ------------------------------
(***************************************************************************)
(* The Go code of impl/paxos, layout separate, implements Paxos: what the  *)
(* variables of MCPaxos are in a state of the code.                        *)
(*                                                                         *)
(* nodes, network and faults are the state as a trace of explore shows it: *)
(* nodes[n] has the fields of node n, network is the set of the messages   *)
(* in flight, faults what was used of the budgets.  settings are the flags *)
(* of the protocol, names[k] the nodes of kind k, fixed[n] those fields of *)
(* node n that never change.                                               *)
(***************************************************************************)
EXTENDS Naturals, Sequences, TLC

CONSTANTS settings, names, fixed

VARIABLES nodes, network, faults

(***************************************************************************)
(* What a machine with several roles says to itself takes no step in the   *)
(* code, and one in Paxos.                                                 *)
(***************************************************************************)
ASSUME LayoutSeparate == settings.layout = "separate"

(***************************************************************************)
(* In Paxos the value of a proposer is its own number.                     *)
(***************************************************************************)
ASSUME InputsAreNumbers ==
    \A p \in DOMAIN settings.inputs : settings.inputs[p] = p

-----------------------------------------------------------------------------
(* The constants of MCPaxos.  Machines are numbered: proposers, acceptors, *)
(* learners.                                                               *)

NameOf == names.P \o names.A \o names.L
NumberOf ==
    [name \in {NameOf[x] : x \in DOMAIN NameOf} |->
        CHOOSE x \in DOMAIN NameOf : NameOf[x] = name]
NumbersOf(list) == {NumberOf[list[k]] : k \in DOMAIN list}

Proposers == Len(names.P)
Proposer == 1..Proposers
Acceptor == NumbersOf(names.A)
Learner == NumbersOf(names.L)
Machine == Proposer \cup Acceptor \cup Learner
Crashes == settings.crashes

(***************************************************************************)
(* What the code takes for quorums.  That any of phase 1 and any of phase 2*)
(* have a member in common is an assumption of Paxos.                      *)
(***************************************************************************)
Code == fixed[names.P[1]].config

Quorum1 == {{NumberOf[a] : a \in Code.phase1[k]} : k \in DOMAIN Code.phase1}
Quorum2 == {{NumberOf[a] : a \in Code.phase2[k]} : k \in DOMAIN Code.phase2}

(***************************************************************************)
(* How many numbers a proposer may use: what -ballots says of it, or the   *)
(* last that it says.                                                      *)
(***************************************************************************)
BallotsOf(p) ==
    settings.ballots[IF p =< Len(settings.ballots) THEN p ELSE Len(settings.ballots)]

Number == UNION {{p + Proposers * (k - 1) : k \in 1..BallotsOf(p)} : p \in Proposer}

-----------------------------------------------------------------------------
(* The variables of Paxos.                                                 *)

ValueOf(text) ==
    IF text = "nothing" THEN 0 ELSE CHOOSE v \in Proposer : "v" \o ToString(v) = text

ProposalOf(p) == [number |-> p.Number, value |-> ValueOf(p.Value)]

MessageOf(p) ==
    LET m == p.message
    IN CASE p.name = "Prepare" ->
              [type |-> "prepare", number |-> m.Number]
         [] p.name = "Promise" ->
              [type |-> "promise", from |-> NumberOf[p.from], number |-> m.Number,
               accepted |-> ProposalOf(m.Accepted)]
         [] p.name = "Accept" ->
              [type |-> "accept", proposal |-> ProposalOf(m.Proposal)]
         [] p.name = "Accepted" ->
              [type |-> "accepted", from |-> NumberOf[p.from],
               proposal |-> ProposalOf(m.Proposal)]
         [] p.name = "Learned" ->
              [type |-> "learned", value |-> ValueOf(m.Value)]

Node(x) == nodes[NameOf[x]]

learned == [l \in Learner |-> ValueOf(Node(l).Learned)]

(***************************************************************************)
(* In Paxos every learner that has learned tells the others.  In the code  *)
(* only a distinguished one does, and where there is none nobody needs to  *)
(* be told; that it could have been told is known, for what was learned    *)
(* stays.                                                                  *)
(***************************************************************************)
msgs == {MessageOf(p) : p \in network}
        \cup {[type |-> "learned", value |-> learned[l]] :
                 l \in {k \in Learner : learned[k] # 0}}

up == [x \in Machine |-> Node(x).up]
tried == [p \in Proposer |-> Node(p).Tried]
preparing == [p \in Proposer |-> Node(p).Preparing]
promises == [p \in Proposer |-> {NumberOf[a] : a \in Node(p).Promises}]
highest == [p \in Proposer |-> ProposalOf(Node(p).Highest)]
promised == [a \in Acceptor |-> Node(a).Promised]
accepted == [a \in Acceptor |-> ProposalOf(Node(a).Accepted)]

HeardOf(h) ==
    UNION {UNION {{<<NumberOf[a], [number |-> n, value |-> ValueOf(v)]>> : a \in h[n][v]} :
                     v \in DOMAIN h[n]} :
              n \in DOMAIN h}

heard == [l \in Learner |-> HeardOf(Node(l).Heard)]

crashes == IF "crashes" \in DOMAIN faults THEN faults.crashes ELSE 0

Paxos == INSTANCE MCPaxos

Implements == Paxos!MCSpec

THEOREM Implements
=============================================================================
