-------------------------------- MODULE VRCode --------------------------------
(***************************************************************************)
(* The Go code of impl/vr implements VR: what the variables of MCVR are in *)
(* a state of the code.                                                    *)
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

(***************************************************************************)
(* MCVR counts what is bounded in the code.                                *)
(***************************************************************************)
ASSUME CountedTimeouts ==
    /\ settings.commits >= 0 /\ settings.retries >= 0
    /\ settings.changes # <<>> /\ settings.recoveries # <<>>
    /\ \A k \in DOMAIN settings.changes : settings.changes[k] >= 0
    /\ \A k \in DOMAIN settings.recoveries : settings.recoveries[k] >= 0

ASSUME ViewsByNumber == settings.spread = 0

-----------------------------------------------------------------------------
(* The constants of MCVR.  Replicas are numbered.                          *)

SetOf(list) == {list[k] : k \in DOMAIN list}

Servers == Len(names.S)
Server == 1..Servers
NumberOf == [name \in SetOf(names.S) |-> CHOOSE i \in Server : names.S[i] = name]
Client == SetOf(names.C)
Views == settings.views
View == 1..Views
Nonce == 1..(settings.crashes + 1)
Commits == settings.commits
Retries == settings.retries
Crashes == settings.crashes

PerServer(list) == [i \in Server |-> IF i =< Len(list) THEN list[i] ELSE 0]

Changes == PerServer(settings.changes)
Recoveries == PerServer(settings.recoveries)

OpOf(op) == [kind |-> op.Kind, key |-> op.Key]

Script ==
    [c \in Client |->
        [n \in 1..Len(fixed[c].Script) |-> OpOf(fixed[c].Script[n])]]

Ops == UNION {{Script[c][n] : n \in DOMAIN Script[c]} : c \in Client}
Kind == {o.kind : o \in Ops}
Key == {o.key : o \in Ops}
Operations ==
    CHOOSE n \in {Len(Script[c]) : c \in Client} : \A c \in Client : Len(Script[c]) =< n

-----------------------------------------------------------------------------
(* The variables of VR.                                                    *)

(***************************************************************************)
(* The n-th operation of a client writes the client's number and n, so a   *)
(* value of the code is a text of two digits for every operation that made *)
(* it.                                                                     *)
(***************************************************************************)
Digit(text, k) == CHOOSE d \in 1..9 : SubSeq("123456789", d, d) = SubSeq(text, k, k)

ValueOf(text) ==
    [k \in 1..(Len(text) \div 2) |->
        <<names.C[Digit(text, 2 * k - 1)], Digit(text, 2 * k)>>]

CommandOf(c) == [client |-> c.Client, number |-> c.Number, op |-> OpOf(c.Op)]

LogOf(log) == [k \in 1..Len(log) |-> CommandOf(log[k])]

MessageOf(p) ==
    LET m == p.message
        from == NumberOf[p.from]
        to == NumberOf[p.to]
    IN CASE p.name = "Request" ->
              [type |-> "request", to |-> to,
               command |-> [client |-> p.from, number |-> m.Number, op |-> OpOf(m.Op)]]
         [] p.name = "Reply" ->
              [type |-> "reply", from |-> from, name |-> <<p.to, m.Number>>,
               value |-> ValueOf(m.Value)]
         [] p.name = "Prepare" ->
              [type |-> "prepare", from |-> from, view |-> m.View,
               command |-> CommandOf(m.Command), op |-> m.OpNumber,
               commit |-> m.CommitNumber]
         [] p.name = "PrepareOK" ->
              [type |-> "prepareOK", from |-> from, to |-> to, view |-> m.View,
               op |-> m.OpNumber]
         [] p.name = "Commit" ->
              [type |-> "commit", from |-> from, to |-> to, view |-> m.View,
               commit |-> m.CommitNumber]
         [] p.name = "StartViewChange" ->
              [type |-> "startViewChange", from |-> from, view |-> m.View]
         [] p.name = "DoViewChange" ->
              [type |-> "doViewChange", from |-> from, to |-> to, view |-> m.View,
               log |-> LogOf(m.Log), lastNormal |-> m.LastNormal, commit |-> m.CommitNumber]
         [] p.name = "StartView" ->
              [type |-> "startView", from |-> from, view |-> m.View, log |-> LogOf(m.Log),
               commit |-> m.CommitNumber]
         [] p.name = "Recovery" ->
              [type |-> "recovery", from |-> from, to |-> to, nonce |-> m.Nonce]
         [] p.name = "RecoveryResponse" ->
              [type |-> "recoveryResponse", from |-> from, to |-> to, view |-> m.View,
               nonce |-> m.Nonce, log |-> LogOf(m.Log), commit |-> m.CommitNumber]
         [] p.name = "GetState" ->
              [type |-> "getState", from |-> from, to |-> to, view |-> m.View,
               op |-> m.OpNumber]
         [] p.name = "NewState" ->
              [type |-> "newState", from |-> from, to |-> to, view |-> m.View,
               log |-> LogOf(m.Log), op |-> m.OpNumber, commit |-> m.CommitNumber]

msgs == {MessageOf(p) : p \in network}

ChangesOf(f) ==
    {[from |-> NumberOf[j], log |-> LogOf(f[j].Log), lastNormal |-> f[j].LastNormal,
      commit |-> f[j].CommitNumber] : j \in DOMAIN f}

ResponsesOf(r) ==
    IF r = <<>>
    THEN [from |-> {}, view |-> 0, primary |-> FALSE, log |-> <<>>, commit |-> 0]
    ELSE [from |-> {NumberOf[j] : j \in r.From}, view |-> r.View, primary |-> r.Primary,
          log |-> LogOf(r.Log), commit |-> r.CommitNumber]

ReplicaOf(s) ==
    [view |-> s.View,
     boots |-> s.Boots,
     status |-> s.Status,
     lastNormal |-> s.LastNormal,
     log |-> LogOf(s.Log),
     commit |-> s.CommitNumber,
     executed |-> LogOf(s.Executed),
     prepared |-> [j \in Server |-> IF names.S[j] \in DOMAIN s.Prepared
                                    THEN s.Prepared[names.S[j]]
                                    ELSE 0],
     asked |-> {NumberOf[j] : j \in s.Asked},
     handedOver |-> s.HandedOver,
     changes |-> ChangesOf(s.Changes),
     responses |-> ResponsesOf(s.Responses)]

replica == [i \in Server |-> ReplicaOf(nodes[names.S[i]])]

client ==
    [c \in Client |->
        [started |-> nodes[c].Started,
         waiting |-> nodes[c].Waiting,
         op |-> IF nodes[c].Started = 0 THEN [kind |-> "none", key |-> "none"]
                                        ELSE Script[c][nodes[c].Started],
         primary |-> NumberOf[nodes[c].Primary],
         toAll |-> nodes[c].ToAll]]

-----------------------------------------------------------------------------
(* The budgets of MCVR.                                                    *)

Used(budget) == IF budget \in DOMAIN faults THEN faults[budget] ELSE 0

changes == [i \in Server |-> Used("view-change of " \o names.S[i])]
recoveries == [i \in Server |-> Used("recover of " \o names.S[i])]
commits == Used("commit")
retries == Used("retry")
crashes == Used("crashes")

VR == INSTANCE MCVR

Implements == VR!MCSpec

THEOREM Implements
=============================================================================
