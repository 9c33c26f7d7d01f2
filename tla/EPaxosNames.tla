------------------------------ MODULE EPaxosNames ------------------------------
(***************************************************************************)
(* How states and logs of the Go code of impl/epaxos show commands and     *)
(* sets of commands, "c1" and "{c1 c2}", and what is made of these.        *)
(***************************************************************************)
EXTENDS Naturals, Sequences, TLC

Nameable == 1..5  \* the code takes no more commands

Name(c) == "c" \o ToString(c)

RECURSIVE Names(_, _)
Names(S, c) ==
    IF \A d \in S : d < c
    THEN ""
    ELSE (IF c \in S THEN Name(c) ELSE "")
         \o (IF c \in S /\ (\E d \in S : d > c) THEN " " ELSE "")
         \o Names(S, c + 1)

Text(S) == "{" \o Names(S, 1) \o "}"

ByName == [name \in {Name(c) : c \in Nameable} |-> CHOOSE c \in Nameable : Name(c) = name]

ByText ==
    [text \in {Text(S) : S \in SUBSET Nameable} |-> CHOOSE S \in SUBSET Nameable : Text(S) = text]

(***************************************************************************)
(* What names no command or no set is none of a system.                    *)
(***************************************************************************)
CommandOf(name) == IF name \in DOMAIN ByName THEN ByName[name] ELSE 0

CommandsOf(text) == IF text \in DOMAIN ByText THEN ByText[text] ELSE {0}

(***************************************************************************)
(* What is shown, as EPaxos has it.                                        *)
(***************************************************************************)
ShownProposal(x) == [payload |-> x.Payload, deps |-> CommandsOf(x.Deps)]

ShownReport(x) ==
    [accepted |-> x.Accepted, phase |-> x.Phase, proposal |-> ShownProposal(x.Proposal),
     initialDeps |-> CommandsOf(x.InitialDeps)]

ShownInstance(x) ==
    [ballot |-> x.Ballot, accepted |-> x.Accepted, phase |-> x.Phase,
     proposal |-> ShownProposal(x.Proposal), initialDeps |-> CommandsOf(x.InitialDeps),
     initial |-> x.Initial]

ShownStage(name) == IF name = "pre-accepting" THEN "preAccepting" ELSE name
=============================================================================
