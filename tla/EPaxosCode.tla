------------------------------ MODULE EPaxosCode ------------------------------
(***************************************************************************)
(* The Go code of impl/epaxos implements EPaxos: what the variables of     *)
(* MCEPaxos are in a state of the code.                                    *)
(*                                                                         *)
(* nodes, network and faults are the state as a trace of explore shows it: *)
(* nodes[n] has the fields of node n, network is the set of the messages   *)
(* in flight, faults what was used of the budgets.  settings are the flags *)
(* of the protocol, names[k] the nodes of kind k.                          *)
(***************************************************************************)
EXTENDS Naturals, Sequences, EPaxosNames

CONSTANTS settings, names

VARIABLES nodes, network, faults

-----------------------------------------------------------------------------
(* The constants of MCEPaxos.  Servers and commands are numbered.          *)

Servers == Len(names.S)
Server == 1..Servers
NumberOf == [name \in {names.S[i] : i \in Server} |-> CHOOSE i \in Server : names.S[i] = name]
Commands == settings.commands
Command == 1..Commands

Recoveries ==
    [i \in Server |-> IF i =< Len(settings.recoveries) THEN settings.recoveries[i] ELSE 0]

Crashes == settings.crashes
CrashStop == settings["crash-stop"]

-----------------------------------------------------------------------------
(* The variables of EPaxos.                                                *)

NumbersOf(set) == {NumberOf[j] : j \in set}

MessageOf(p) ==
    LET m == p.message
        from == NumberOf[p.from]
        c == CommandOf(m.Command)
    IN CASE p.name = "PreAccept" ->
              [type |-> "preAccept", command |-> c, deps |-> CommandsOf(m.Deps)]
         [] p.name = "PreAcceptOK" ->
              [type |-> "preAcceptOK", from |-> from, command |-> c,
               deps |-> CommandsOf(m.Deps)]
         [] p.name = "Accept" ->
              [type |-> "accept", ballot |-> m.Ballot, command |-> c,
               proposal |-> ShownProposal(m.Proposal)]
         [] p.name = "AcceptOK" ->
              [type |-> "acceptOK", from |-> from, ballot |-> m.Ballot, command |-> c]
         [] p.name = "Commit" ->
              [type |-> "commit", ballot |-> m.Ballot, command |-> c,
               proposal |-> ShownProposal(m.Proposal)]
         [] p.name = "Recover" ->
              [type |-> "recover", ballot |-> m.Ballot, command |-> c]
         [] p.name = "RecoverOK" ->
              [type |-> "recoverOK", from |-> from, ballot |-> m.Ballot, command |-> c,
               report |-> ShownReport(m.Report)]
         [] p.name = "Validate" ->
              [type |-> "validate", to |-> NumberOf[p.to], ballot |-> m.Ballot,
               command |-> c, proposal |-> ShownProposal(m.Proposal)]
         [] p.name = "ValidateOK" ->
              [type |-> "validateOK", from |-> from, ballot |-> m.Ballot, command |-> c,
               against |-> CommandsOf(m.Against), committed |-> m.Committed]
         [] p.name = "Waiting" ->
              [type |-> "waiting", from |-> from, command |-> c, support |-> m.Support]

msgs == {MessageOf(p) : p \in network}

up == [i \in Server |-> nodes[names.S[i]].up]

NoAttempt ==
    [stage |-> "none", answered |-> {}, deps |-> {}, same |-> FALSE, reports |-> <<>>,
     quorum |-> {}, support |-> 0, against |-> {}, refuted |-> FALSE]

AttemptOf(a) ==
    [stage |-> ShownStage(a.Stage), answered |-> NumbersOf(a.Answered),
     deps |-> CommandsOf(a.Deps), same |-> a.Same,
     reports |-> [i \in NumbersOf(DOMAIN a.Reports) |-> ShownReport(a.Reports[names.S[i]])],
     quorum |-> NumbersOf(a.Quorum), support |-> a.Support,
     against |-> CommandsOf(a.Against), refuted |-> a.Refuted]

ServerOf(s) ==
    [instance |-> [c \in Command |-> ShownInstance(s.Instances[c])],
     executed |-> [k \in 1..Len(s.Executed) |-> CommandOf(s.Executed[k])],
     attempt |-> [c \in Command |-> IF Name(c) \in DOMAIN s.Attempts
                                    THEN AttemptOf(s.Attempts[Name(c)])
                                    ELSE NoAttempt],
     blocking |-> CommandsOf(s.Blocking)]

server == [i \in Server |-> ServerOf(nodes[names.S[i]])]

-----------------------------------------------------------------------------
(* The budgets of MCEPaxos.                                                *)

Used(budget) == IF budget \in DOMAIN faults THEN faults[budget] ELSE 0

recoveries == [i \in Server |-> Used("recover of " \o names.S[i])]
crashes == Used("crashes")

EPaxos == INSTANCE MCEPaxos

Implements == EPaxos!MCSpec

THEOREM Implements
=============================================================================
