------------------------------- MODULE Locks --------------------------------
(***************************************************************************)
(* Nodes take locks and give them back, and tell each other.  The order of *)
(* events of different nodes matters.                                      *)
(***************************************************************************)
EXTENDS Naturals

CONSTANTS Node, Lock

VARIABLES
    owner,  \* owner[x]: who has lock x
    count,  \* count[x]: how often it was taken
    said    \* who has told that it took which lock, and how often that was taken then

vars == <<owner, count, said>>

Init ==
    /\ owner = [x \in Lock |-> "none"]
    /\ count = [x \in Lock |-> 0]
    /\ said = {}

Take(n, x) ==
    /\ owner[x] = "none"
    /\ owner' = [owner EXCEPT ![x] = n]
    /\ count' = [count EXCEPT ![x] = @ + 1]
    /\ UNCHANGED said

Give(n, x) ==
    /\ owner[x] = n
    /\ owner' = [owner EXCEPT ![x] = "none"]
    /\ UNCHANGED <<count, said>>

(***************************************************************************)
(* A node tells that lock x is taken, whoever has it.                      *)
(***************************************************************************)
Tell(x) ==
    /\ owner[x] # "none"
    /\ said' = said \cup {<<x, count[x]>>}
    /\ UNCHANGED <<owner, count>>

Hear(x, k) == <<x, k>> \in said /\ UNCHANGED vars

NotHeard(x, k) == <<x, k>> \notin said /\ UNCHANGED vars

(***************************************************************************)
(* Nobody has told anything of lock x.                                     *)
(***************************************************************************)
Quiet(x) == (\A m \in said : m[1] # x) /\ UNCHANGED vars

(***************************************************************************)
(* Lock x counts as taken once more, twice if that it was taken as often   *)
(* as it was has been told; and likewise if anything was told of it.       *)
(***************************************************************************)
Bump(x) ==
    /\ count' = [count EXCEPT ![x] = @ + IF <<x, @>> \in said THEN 2 ELSE 1]
    /\ UNCHANGED <<owner, said>>

Sweep(x) ==
    /\ count' = [count EXCEPT ![x] = @ + IF \E m \in said : m[1] = x THEN 2 ELSE 1]
    /\ UNCHANGED <<owner, said>>

(***************************************************************************)
(* All locks are given back and forgotten, if nobody has told anything.    *)
(***************************************************************************)
Reset ==
    /\ said = {}
    /\ owner' = [x \in Lock |-> "none"]
    /\ count' = [x \in Lock |-> 0]
    /\ UNCHANGED said
=============================================================================
