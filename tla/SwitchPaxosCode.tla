--------------------------- MODULE SwitchPaxosCode ----------------------------
(***************************************************************************)
(* The Go code of impl/switchpaxos implements SwitchPaxos: what the        *)
(* variables of MCSwitchPaxos are in a state of the code.                  *)
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
(* MCSwitchPaxos counts what is bounded in the code.                       *)
(***************************************************************************)
ASSUME Counted ==
    /\ settings.instances > 0 /\ settings.rounds > 0
    /\ settings.recovers >= 0 /\ settings.checkpoints >= 0

-----------------------------------------------------------------------------
(* The constants of MCSwitchPaxos.                                         *)

SetOf(list) == {list[k] : k \in DOMAIN list}

Proposers == Len(names.P)
Acceptor == SetOf(names.A)
Learner == SetOf(names.L)
Size == settings.registers
Instances == settings.instances
Rounds == settings.rounds
Recovers == settings.recovers
Checkpoints == settings.checkpoints
Crashes == settings.crashes
Mistakes == settings.mistakes

-----------------------------------------------------------------------------
(* The variables of SwitchPaxos.                                           *)

ValueOf(text) ==
    CASE text = "nothing" -> 0
      [] text = "no-op" -> Proposers + 1
      [] OTHER -> CHOOSE p \in 1..Proposers : "v" \o ToString(p) = text

VoteOf(v) == [round |-> v.Round, value |-> ValueOf(v.Value)]

MessageOf(p) ==
    LET m == p.message
    IN CASE p.name = "Request" ->
              [type |-> "request",
               to |-> IF p.to = names.C[1] THEN "switch" ELSE "backup",
               value |-> ValueOf(m.Value)]
         [] p.name = "Phase1A" ->
              [type |-> "1a", instance |-> m.Instance, round |-> m.Round]
         [] p.name = "Phase1B" ->
              [type |-> "1b", from |-> p.from, instance |-> m.Instance,
               round |-> m.Round, accepted |-> VoteOf(m.Accepted)]
         [] p.name = "Phase2A" ->
              [type |-> "2a", instance |-> m.Instance, vote |-> VoteOf(m.Vote)]
         [] p.name = "Phase2B" ->
              [type |-> "2b", from |-> p.from, instance |-> m.Instance,
               vote |-> VoteOf(m.Vote)]
         [] p.name = "Recover" ->
              [type |-> "recover", from |-> p.from, instance |-> m.Instance]
         [] p.name = "Checkpoint" ->
              [type |-> "checkpoint", from |-> p.from, instance |-> m.Instance]

msgs == {MessageOf(p) : p \in network}

switchUp == nodes[names.C[1]].up

failed == {a \in Acceptor : ~nodes[a].up}

rerouted == [p \in 1..Proposers |-> nodes[names.P[p]].Rerouted]

sequence == nodes[names.C[1]].Instance

backup ==
    LET b == nodes[names.B[1]]
    IN [round |-> b.Round, taken |-> b.Taken, low |-> b.Low, instance |-> b.Instance,
        value |-> ValueOf(b.Value), promises |-> {a : a \in b.Promises},
        highest |-> VoteOf(b.Highest)]

acceptor ==
    [a \in Acceptor |->
        LET n == nodes[a]
        IN [registers |-> [k \in 1..Len(n.Registers) |->
                              [round |-> n.Registers[k].Round,
                               accepted |-> VoteOf(n.Registers[k].Accepted)]],
            low |-> n.Low,
            checkpoints |-> [l \in Learner |-> IF l \in DOMAIN n.Checkpoints
                                               THEN n.Checkpoints[l] ELSE 0]]]

learner ==
    [l \in Learner |->
        LET n == nodes[l]
        IN [delivered |-> [k \in 1..Len(n.Delivered) |-> ValueOf(n.Delivered[k])],
            ahead |-> [i \in DOMAIN n.Ahead |-> ValueOf(n.Ahead[i])],
            heard |-> [i \in DOMAIN n.Heard |-> [vote |-> VoteOf(n.Heard[i].Vote),
                                                 by |-> {a : a \in n.Heard[i].By}]],
            saved |-> n.Saved]]

-----------------------------------------------------------------------------
(* The budgets of MCSwitchPaxos.                                           *)

Used(budget) == IF budget \in DOMAIN faults THEN faults[budget] ELSE 0

recovers == Used("recover")
checkpoints == Used("checkpoint")
crashes == Used("crashes")
mistakes == Used("mistakes")

SwitchPaxos == INSTANCE MCSwitchPaxos

Implements == SwitchPaxos!MCSpec

THEOREM Implements
=============================================================================
