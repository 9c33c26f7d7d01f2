-------------------------------- MODULE EPaxos --------------------------------
(***************************************************************************)
(* Egalitarian Paxos (Moraru, Andersen and Kaminsky, SOSP 2013) as         *)
(* corrected by Ryabinin, Gotsman and Sutra: "Making Democracy Work:       *)
(* Fixing and Simplifying Egalitarian Paxos" (OPODIS 2025).  Figures are   *)
(* theirs.                                                                 *)
(*                                                                         *)
(* There is no leader.  Server c submits command c, as its initial         *)
(* coordinator, and the servers agree for each command on what it is and   *)
(* which commands it depends on.  All commands interfere: of two that are  *)
(* committed one must depend on the other.  The order of execution follows *)
(* from the dependencies.                                                  *)
(*                                                                         *)
(* Any server may take the coordinator of a command for failed at any      *)
(* time, and recover the command in a ballot of its own.  There is no      *)
(* time: a failure detector, which may be wrong, is all that this stands   *)
(* for.  A coordinator goes on with the first quorum that answers.  What a *)
(* server sends to itself it handles at once.                              *)
(*                                                                         *)
(* The network is the set of all messages that were ever sent.  One that   *)
(* is in it may be received at any later time, again and again, or never,  *)
(* so that loss, duplication and delay need no actions of their own.       *)
(*                                                                         *)
(* Go (impl/epaxos; every name below is a field):                          *)
(*   server[i]   .instance Instances, .executed Executed (durable),        *)
(*               .attempt Attempts, .blocking Blocking                     *)
(*   up[i]       whether server i is up                                    *)
(*   msgs        all that was ever sent: on -network set, without dead     *)
(*               messages left out, what is in the network.  What goes to  *)
(*               all other servers is one message here.                    *)
(* Timers add nothing: they are set while there is something to do.        *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS
    Servers,  \* how many servers there are: 2F + 1
    Commands  \* how many commands there are

ASSUME ServersAssumption == Servers \in Nat /\ Servers > 1 /\ Servers % 2 = 1

ASSUME CommandsAssumption == Commands \in 1..Servers

Server == 1..Servers

Command == 1..Commands

VARIABLES
    msgs,   \* all messages ever sent
    up,     \* up[i]: server i is not down
    server  \* server[i]: what server i has

vars == <<msgs, up, server>>

Elements(s) == {s[k] : k \in DOMAIN s}

Max(x, y) == IF x > y THEN x ELSE y

Least(S) == CHOOSE n \in S : \A k \in S : n =< k

Largest(S) == CHOOSE n \in S : \A k \in S : k =< n

IsPrefix(s, t) == Len(s) =< Len(t) /\ s = SubSeq(t, 1, Len(s))

(***************************************************************************)
(* F servers may fail.  As long as no more than FastF of them do, commands *)
(* that nothing interferes with take one round trip.  A quorum is a fast   *)
(* quorum, too, for these numbers.                                         *)
(***************************************************************************)
F == (Servers - 1) \div 2

FastF == (F + 2) \div 2

Quorum(S) == Cardinality(S) >= Servers - F

(***************************************************************************)
(* Ballot 0 of a command is the one of its initial coordinator, ballots i, *)
(* Servers + i, ... are those of server i.                                 *)
(***************************************************************************)
Ballot == Nat

Owner(b, c) == IF b = 0 THEN c ELSE ((b - 1) % Servers) + 1

NextBallot(i, b) == IF b < i THEN i ELSE i + Servers * (((b - i) \div Servers) + 1)

-----------------------------------------------------------------------------
(***************************************************************************)
(* What servers agree on for a command: whether it is the one that was     *)
(* submitted, or one that does nothing, and what it depends on.            *)
(***************************************************************************)
Payload == {"original", "nop"}

Proposal == [payload : Payload, deps : SUBSET Command]

Original(deps) == [payload |-> "original", deps |-> deps]

Nop == [payload |-> "nop", deps |-> {}]

Unknown == [payload |-> "unknown", deps |-> {}]

(***************************************************************************)
(* A server that validates a command has it before it knows dependencies.  *)
(***************************************************************************)
Known == Proposal \cup {Unknown}

Phase == {"initial", "preaccepted", "accepted", "committed"}

(***************************************************************************)
(* What a server has of a command.  ballot is the last one that it has     *)
(* joined, accepted the last one in which it has accepted or committed.    *)
(* They must not be one variable (Sutra 2019).  initialDeps are the        *)
(* dependencies that the initial coordinator has sent, and initial whether *)
(* the server knows them.                                                  *)
(***************************************************************************)
NewInstance ==
    [ballot |-> 0, accepted |-> 0, phase |-> "initial", proposal |-> Unknown,
     initialDeps |-> {}, initial |-> FALSE]

IsInstance(n) ==
    /\ DOMAIN n = DOMAIN NewInstance
    /\ n.ballot \in Ballot
    /\ n.accepted \in 0..n.ballot
    /\ n.phase \in Phase
    /\ n.proposal \in Known
    /\ n.phase # "initial" => n.proposal \in Proposal
    /\ n.initialDeps \in SUBSET Command
    /\ n.initial \in BOOLEAN

(***************************************************************************)
(* What a server says that it has, when it joins a ballot.                 *)
(***************************************************************************)
ReportOf(n) ==
    [accepted |-> n.accepted, phase |-> n.phase, proposal |-> n.proposal,
     initialDeps |-> n.initialDeps]

Report == [accepted : Ballot, phase : Phase, proposal : Known, initialDeps : SUBSET Command]

(***************************************************************************)
(* The messages of the commit protocol (Figure 3) and of recovery (Figure  *)
(* 5).  PreAccept, Accept, Commit, Recover and Waiting go to all others.   *)
(* An answer goes to the owner of the ballot.                              *)
(***************************************************************************)
PreAccept(c, deps) == [type |-> "preAccept", command |-> c, deps |-> deps]

PreAcceptOK(i, c, deps) == [type |-> "preAcceptOK", from |-> i, command |-> c, deps |-> deps]

Accept(b, c, p) == [type |-> "accept", ballot |-> b, command |-> c, proposal |-> p]

AcceptOK(i, b, c) == [type |-> "acceptOK", from |-> i, ballot |-> b, command |-> c]

Commit(b, c, p) == [type |-> "commit", ballot |-> b, command |-> c, proposal |-> p]

Recover(b, c) == [type |-> "recover", ballot |-> b, command |-> c]

RecoverOK(i, b, c, r) ==
    [type |-> "recoverOK", from |-> i, ballot |-> b, command |-> c, report |-> r]

Validate(j, b, c, p) ==
    [type |-> "validate", to |-> j, ballot |-> b, command |-> c, proposal |-> p]

ValidateOK(i, b, c, against, committed) ==
    [type |-> "validateOK", from |-> i, ballot |-> b, command |-> c, against |-> against,
     committed |-> committed]

Waiting(i, c, support) == [type |-> "waiting", from |-> i, command |-> c, support |-> support]

Message ==
    [type : {"preAccept"}, command : Command, deps : SUBSET Command]
    \cup [type : {"preAcceptOK"}, from : Server, command : Command, deps : SUBSET Command]
    \cup [type : {"accept", "commit"}, ballot : Ballot, command : Command,
          proposal : Proposal]
    \cup [type : {"acceptOK"}, from : Server, ballot : Ballot, command : Command]
    \cup [type : {"recover"}, ballot : Ballot, command : Command]
    \cup [type : {"recoverOK"}, from : Server, ballot : Ballot, command : Command,
          report : Report]
    \cup [type : {"validate"}, to : Server, ballot : Ballot, command : Command,
          proposal : Proposal]
    \cup [type : {"validateOK"}, from : Server, ballot : Ballot, command : Command,
          against : SUBSET Command, committed : BOOLEAN]
    \cup [type : {"waiting"}, from : Server, command : Command, support : Nat]

(***************************************************************************)
(* What the coordinator of a ballot knows of it, while the ballot is the   *)
(* last one that it has joined and the command is not committed.  answered *)
(* are the servers that have answered in this stage.                       *)
(*                                                                         *)
(* In ballot 0, deps are all dependencies that servers have told of, and   *)
(* same whether none has told of more than was sent to it.  A recovery     *)
(* first collects reports.  Then it may validate the dependencies deps of  *)
(* ballot 0: quorum are the servers whose reports it has, support how many *)
(* of them knew of no more dependencies than these, against what may make  *)
(* them wrong, and refuted whether some of that is committed.  If it can   *)
(* not tell, it awaits what becomes of these commands.                     *)
(***************************************************************************)
Stage == {"none", "preAccepting", "accepting", "recovering", "validating", "awaiting"}

NoReports == <<>>

NoAttempt ==
    [stage |-> "none", answered |-> {}, deps |-> {}, same |-> FALSE, reports |-> NoReports,
     quorum |-> {}, support |-> 0, against |-> {}, refuted |-> FALSE]

IsAttempt(a) ==
    /\ DOMAIN a = DOMAIN NoAttempt
    /\ a.stage \in Stage
    /\ a.answered \subseteq Server
    /\ a.deps \subseteq Command
    /\ a.same \in BOOLEAN
    /\ DOMAIN a.reports \subseteq Server
    /\ \A j \in DOMAIN a.reports : a.reports[j] \in Report
    /\ a.quorum \subseteq Server
    /\ a.support \in 0..Cardinality(a.quorum)
    /\ a.against \subseteq Command
    /\ a.refuted \in BOOLEAN
    /\ a.stage \in {"validating", "awaiting"} <=> Quorum(a.quorum)
    /\ a.stage = "none" => a = NoAttempt

(***************************************************************************)
(* A server.  blocking are commands whose recovery waits, so that no other *)
(* recovery can wait for it.                                               *)
(***************************************************************************)
NewServer ==
    [instance |-> [c \in Command |-> NewInstance], executed |-> <<>>,
     attempt |-> [c \in Command |-> NoAttempt], blocking |-> {}]

IsServer(s) ==
    /\ DOMAIN s = DOMAIN NewServer
    /\ DOMAIN s.instance = Command /\ \A c \in Command : IsInstance(s.instance[c])
    /\ s.executed \in Seq(Command)
    /\ DOMAIN s.attempt = Command /\ \A c \in Command : IsAttempt(s.attempt[c])
    /\ s.blocking \subseteq Command

TypeOK ==
    /\ msgs \subseteq Message
    /\ up \in [Server -> BOOLEAN]
    /\ DOMAIN server = Server /\ \A i \in Server : IsServer(server[i])

-----------------------------------------------------------------------------
Init ==
    /\ msgs = {}
    /\ up = [i \in Server |-> TRUE]
    /\ server = [i \in Server |-> NewServer]

(***************************************************************************)
(* What server i does in a step is written as functions from what it is to *)
(* what it becomes: a record of the server, with its number, and of what   *)
(* it has sent.                                                            *)
(***************************************************************************)
Now(i) == [id |-> i, server |-> server[i], sent |-> {}]

Sends(x, ms) == [x EXCEPT !.sent = @ \cup ms]

Has(x, c, n) == [x EXCEPT !.server.instance[c] = n]

Begins(x, c, a) == [x EXCEPT !.server.attempt[c] = a]

Becomes(x) ==
    /\ msgs' = msgs \cup x.sent
    /\ server' = [server EXCEPT ![x.id] = x.server]
    /\ UNCHANGED up

-----------------------------------------------------------------------------
(* Execution (Figure 1).                                                   *)

Committed(s, c) == s.instance[c].phase = "committed"

(***************************************************************************)
(* Commands, and all that they depend on, directly or not.                 *)
(***************************************************************************)
RECURSIVE Closure(_, _)
Closure(s, S) ==
    LET T == S \cup UNION {s.instance[c].proposal.deps : c \in S}
    IN IF T = S THEN S ELSE Closure(s, T)

Behind(s, c) == Closure(s, {c})

(***************************************************************************)
(* A command that does nothing needs no execution.                         *)
(***************************************************************************)
Done(s, c) ==
    \/ Committed(s, c) /\ s.instance[c].proposal = Nop
    \/ c \in Elements(s.executed)

(***************************************************************************)
(* A command is executed when all behind it is committed, and after that.  *)
(* Commands that depend on each other are executed in the order of their   *)
(* numbers, which is the same everywhere.                                  *)
(***************************************************************************)
Executable(s, c) ==
    /\ \A d \in Behind(s, c) : Committed(s, d)
    /\ \A d \in Behind(s, c) \ {c} : Done(s, d) \/ (c \in Behind(s, d) /\ c < d)

RECURSIVE Executes(_)
Executes(s) ==
    LET ready == {c \in Command : ~Done(s, c) /\ Executable(s, c)}
    IN IF ready = {} THEN s
                     ELSE Executes([s EXCEPT !.executed = Append(@, Least(ready))])

-----------------------------------------------------------------------------
(* Proposals: what the owner of a ballot tells others to accept, or that   *)
(* it is committed.                                                        *)

(***************************************************************************)
(* A server accepts in no ballot before the one that it has joined, and    *)
(* joins the ballot in which it accepts.  One that knows how a ballot has  *)
(* ended does not go back in it.                                           *)
(***************************************************************************)
Ended(n, b) == n.phase = "committed" /\ n.accepted = b

MayAccept(n, b) == b >= n.ballot /\ ~Ended(n, b)

Accepts(x, b, c, p) ==
    LET n == x.server.instance[c]
        a == x.server.attempt[c]
        y == Has(x, c, [n EXCEPT !.ballot = Max(@, b), !.accepted = b,
                                 !.phase = "accepted", !.proposal = p])
    IN Begins(y, c, IF n.ballot < b THEN NoAttempt ELSE a)

MayCommit(n, b) == b >= n.ballot /\ ~Ended(n, b)

Commits(x, b, c, p) ==
    LET n == x.server.instance[c]
        y == Has(x, c, [n EXCEPT !.ballot = b, !.accepted = b, !.phase = "committed",
                                 !.proposal = p])
        z == Begins(y, c, NoAttempt)
    IN [z EXCEPT !.server = Executes(@)]

(***************************************************************************)
(* In the ballot that it coordinates, the server proposes or commits.      *)
(***************************************************************************)
Proposes(x, c, p) ==
    LET b == x.server.instance[c].ballot
    IN Begins(Sends(Accepts(x, b, c, p), {Accept(b, c, p)}), c,
              [NoAttempt EXCEPT !.stage = "accepting", !.answered = {x.id}])

CommitsAll(x, c, p) ==
    LET b == x.server.instance[c].ballot
    IN Sends(Commits(x, b, c, p), {Commit(b, c, p)})

GivesUp(x, c) == Proposes(x, c, Nop)

-----------------------------------------------------------------------------
(***************************************************************************)
(* A recovery that awaits other commands goes on when it knows enough.     *)
(* One of these that is committed and not ordered with command c shows     *)
(* that c was not committed in ballot 0, and so does one whose recovery    *)
(* cannot be waited for.  When all of them are committed and ordered with  *)
(* c, the dependencies of ballot 0 do no harm.                             *)
(***************************************************************************)
Ordered(s, d, c) == s.instance[d].proposal = Nop \/ c \in s.instance[d].proposal.deps

Refuted(s, c) ==
    \E d \in s.attempt[c].against :
        (Committed(s, d) /\ ~Ordered(s, d, c)) \/ d \in s.blocking

Harmless(s, c) ==
    \A d \in s.attempt[c].against : Committed(s, d) /\ Ordered(s, d, c)

RECURSIVE GoesOn(_)
GoesOn(x) ==
    LET s == x.server
        free == {c \in Command : /\ s.attempt[c].stage = "awaiting"
                                 /\ Refuted(s, c) \/ Harmless(s, c)}
        c == Least(free)
    IN IF free = {}
       THEN x
       ELSE GoesOn(IF Refuted(s, c) THEN GivesUp(x, c)
                                    ELSE Proposes(x, c, Original(s.attempt[c].deps)))

(***************************************************************************)
(* What server i does with message m is OnPreAccept(i, m) and so on.       *)
(* Whatever it has received, these may go on.                              *)
(***************************************************************************)
Handles(x) == Becomes(GoesOn(x))

Instance(i, m) == server[i].instance[m.command]

Attempt(i, m) == server[i].attempt[m.command]

(***************************************************************************)
(* Server i can receive message m: one that its ballot's owner has sent to *)
(* all others, or one that answers server i in the ballot that it owns.    *)
(***************************************************************************)
IsAsked(i, m, type) ==
    up[i] /\ m.type = type /\ Owner(m.ballot, m.command) # i

IsAnswered(i, m, type) ==
    /\ up[i] /\ m.type = type /\ Owner(m.ballot, m.command) = i
    /\ m.ballot = Instance(i, m).ballot

-----------------------------------------------------------------------------
(* The commit protocol (Figure 3).                                         *)

(***************************************************************************)
(* The commands that a server knows, and that interfere with c: all others.*)
(***************************************************************************)
Interfering(s, c) == {d \in Command \ {c} : s.instance[d].proposal.payload # "unknown"}

(***************************************************************************)
(* The server takes command c with the dependencies that its initial       *)
(* coordinator has sent, and adds what it knows itself.                    *)
(***************************************************************************)
PreAccepts(x, c, deps) ==
    Has(x, c, [x.server.instance[c] EXCEPT
                   !.phase = "preaccepted", !.initial = TRUE, !.initialDeps = deps,
                   !.proposal = Original(deps \cup Interfering(x.server, c))])

OnSubmit(i) ==
    LET deps == Interfering(server[i], i)
    IN Begins(Sends(PreAccepts(Now(i), i, deps), {PreAccept(i, deps)}), i,
              [NoAttempt EXCEPT !.stage = "preAccepting", !.answered = {i},
                                !.deps = deps, !.same = TRUE])

Submit(i) ==
    /\ up[i] /\ i \in Command
    /\ server[i].instance[i].phase = "initial" /\ server[i].instance[i].ballot = 0
    /\ Becomes(OnSubmit(i))

OnPreAccept(i, m) ==
    LET x == PreAccepts(Now(i), m.command, m.deps)
    IN Sends(x, {PreAcceptOK(i, m.command, x.server.instance[m.command].proposal.deps)})

HandlePreAccept(i, m) ==
    /\ up[i] /\ m.type = "preAccept" /\ m.command # i
    /\ Instance(i, m).phase = "initial" /\ Instance(i, m).ballot = 0
    /\ Handles(OnPreAccept(i, m))

(***************************************************************************)
(* If a quorum knows of no more dependencies than were sent, the command   *)
(* is committed at once: the fast path.  Otherwise all that a quorum knows *)
(* of is proposed.                                                         *)
(***************************************************************************)
OnPreAcceptOK(i, m) ==
    LET a == [Attempt(i, m) EXCEPT
                 !.answered = @ \cup {m.from}, !.deps = @ \cup m.deps,
                 !.same = @ /\ m.deps = Instance(i, m).initialDeps]
    IN CASE ~Quorum(a.answered) ->
              Begins(Now(i), i, a)
         [] Quorum(a.answered) /\ a.same ->
              CommitsAll(Now(i), i, Original(a.deps))
         [] OTHER ->
              Proposes(Now(i), i, Original(a.deps))

HandlePreAcceptOK(i, m) ==
    /\ up[i] /\ m.type = "preAcceptOK" /\ m.command = i
    /\ Attempt(i, m).stage = "preAccepting"
    /\ m.from \notin Attempt(i, m).answered
    /\ Handles(OnPreAcceptOK(i, m))

OnAccept(i, m) ==
    Sends(Accepts(Now(i), m.ballot, m.command, m.proposal),
          {AcceptOK(i, m.ballot, m.command)})

HandleAccept(i, m) ==
    /\ IsAsked(i, m, "accept")
    /\ MayAccept(Instance(i, m), m.ballot)
    /\ Handles(OnAccept(i, m))

OnAcceptOK(i, m) ==
    LET a == [Attempt(i, m) EXCEPT !.answered = @ \cup {m.from}]
    IN IF Quorum(a.answered)
       THEN CommitsAll(Now(i), m.command, Instance(i, m).proposal)
       ELSE Begins(Now(i), m.command, a)

HandleAcceptOK(i, m) ==
    /\ IsAnswered(i, m, "acceptOK")
    /\ Attempt(i, m).stage = "accepting"
    /\ Handles(OnAcceptOK(i, m))

OnCommit(i, m) == Commits(Now(i), m.ballot, m.command, m.proposal)

HandleCommit(i, m) ==
    /\ IsAsked(i, m, "commit")
    /\ MayCommit(Instance(i, m), m.ballot)
    /\ Handles(OnCommit(i, m))

-----------------------------------------------------------------------------
(* Recovery (Figure 5).                                                    *)

(***************************************************************************)
(* The server joins a later ballot.  It gives up the one that it may have  *)
(* coordinated.                                                            *)
(***************************************************************************)
Joins(x, b, c) ==
    Begins([x EXCEPT !.server.instance[c].ballot = b], c, NoAttempt)

(***************************************************************************)
(* Commands that the server has heard of and that are not committed there. *)
(***************************************************************************)
Uncommitted(s) ==
    {c \in Command :
        /\ ~Committed(s, c)
        /\ \/ s.instance[c].ballot > 0
           \/ s.instance[c].phase # "initial"
           \/ \E d \in Command : c \in s.instance[d].proposal.deps}

OnRecovery(i, c) ==
    LET n == server[i].instance[c]
        b == NextBallot(i, n.ballot)
        own == [j \in {i} |-> ReportOf(n)]
    IN Begins(Sends(Joins(Now(i), b, c), {Recover(b, c)}), c,
              [NoAttempt EXCEPT !.stage = "recovering", !.reports = own])

StartRecovery(i, c) ==
    /\ up[i] /\ c \in Uncommitted(server[i])
    /\ Becomes(OnRecovery(i, c))

OnRecover(i, m) ==
    Sends(Joins(Now(i), m.ballot, m.command),
          {RecoverOK(i, m.ballot, m.command, ReportOf(Instance(i, m)))})

HandleRecover(i, m) ==
    /\ IsAsked(i, m, "recover")
    /\ m.ballot > Instance(i, m).ballot
    /\ Handles(OnRecover(i, m))

(***************************************************************************)
(* What interferes with command c, if it has the dependencies deps, and    *)
(* would not be ordered with it: c is not committed with deps if one of    *)
(* these is committed so, and if one is not committed, that must be known  *)
(* first.                                                                  *)
(***************************************************************************)
CommittedAgainst(s, c, deps) ==
    {d \in Command \ (deps \cup {c}) : Committed(s, d) /\ ~Ordered(s, d, c)}

PendingAgainst(s, c, deps) ==
    {d \in Command \ (deps \cup {c}) :
        /\ ~Committed(s, d)
        /\ s.instance[d].initial /\ c \notin s.instance[d].initialDeps}

Against(s, c, deps) == CommittedAgainst(s, c, deps) \cup PendingAgainst(s, c, deps)

(***************************************************************************)
(* A server that validates a command takes it, so that commands that come  *)
(* later depend on it.                                                     *)
(***************************************************************************)
Takes(x, c, p) ==
    [x EXCEPT !.server.instance[c].proposal.payload = p.payload,
              !.server.instance[c].initial = TRUE,
              !.server.instance[c].initialDeps = p.deps]

(***************************************************************************)
(* The reports with what is committed, or else what was accepted in the    *)
(* latest ballot.                                                          *)
(***************************************************************************)
InPhase(reports, phase) == {j \in DOMAIN reports : reports[j].phase = phase}

LatestAccepted(reports) ==
    LET latest == Largest({reports[j].accepted : j \in DOMAIN reports})
    IN {j \in InPhase(reports, "accepted") : reports[j].accepted = latest}

Some(S) == CHOOSE j \in S : TRUE

(***************************************************************************)
(* The servers that have pre-accepted the command with no more             *)
(* dependencies than were sent.  With these it may have been committed on  *)
(* the fast path, if they are enough and its initial coordinator is not    *)
(* among those that have joined the ballot.                                *)
(***************************************************************************)
Supporting(reports) ==
    {j \in InPhase(reports, "preaccepted") :
        reports[j].proposal.deps = reports[j].initialDeps}

FastPossible(c, reports) ==
    /\ c \notin DOMAIN reports
    /\ Supporting(reports) # {}
    /\ Cardinality(Supporting(reports)) + FastF >= Cardinality(DOMAIN reports)

Validates(x, c, reports) ==
    LET b == x.server.instance[c].ballot
        deps == reports[Some(Supporting(reports))].initialDeps
        p == Original(deps)
    IN Begins(Sends(Takes(x, c, p),
                    {Validate(j, b, c, p) : j \in DOMAIN reports \ {x.id}}), c,
              [NoAttempt EXCEPT
                   !.stage = "validating", !.answered = {x.id}, !.deps = deps,
                   !.quorum = DOMAIN reports, !.support = Cardinality(Supporting(reports)),
                   !.against = Against(x.server, c, deps),
                   !.refuted = CommittedAgainst(x.server, c, deps) # {}])

(***************************************************************************)
(* What the coordinator does with the reports of a quorum.                 *)
(***************************************************************************)
Decides(x, c, reports) ==
    CASE InPhase(reports, "committed") # {} ->
           CommitsAll(x, c, reports[Some(InPhase(reports, "committed"))].proposal)
      [] InPhase(reports, "committed") = {} /\ LatestAccepted(reports) # {} ->
           Proposes(x, c, reports[Some(LatestAccepted(reports))].proposal)
      [] OTHER ->
           IF FastPossible(c, reports) THEN Validates(x, c, reports) ELSE GivesUp(x, c)

OnRecoverOK(i, m) ==
    LET had == Attempt(i, m).reports
        reports == [j \in DOMAIN had \cup {m.from} |->
                       IF j = m.from THEN m.report ELSE had[j]]
    IN IF Quorum(DOMAIN reports)
       THEN Decides(Now(i), m.command, reports)
       ELSE Begins(Now(i), m.command, [Attempt(i, m) EXCEPT !.reports = reports])

HandleRecoverOK(i, m) ==
    /\ IsAnswered(i, m, "recoverOK")
    /\ Attempt(i, m).stage = "recovering"
    /\ Handles(OnRecoverOK(i, m))

(***************************************************************************)
(* One that comes while the coordinator waits may decide it, too.          *)
(***************************************************************************)
OnLateRecoverOK(i, m) ==
    CASE m.report.phase = "committed" ->
           CommitsAll(Now(i), m.command, m.report.proposal)
      [] m.report.phase = "accepted" ->
           Proposes(Now(i), m.command, m.report.proposal)
      [] OTHER ->
           GivesUp(Now(i), m.command)

HandleLateRecoverOK(i, m) ==
    /\ IsAnswered(i, m, "recoverOK")
    /\ Attempt(i, m).stage = "awaiting"
    /\ m.from \notin Attempt(i, m).quorum
    /\ \/ m.report.phase \in {"accepted", "committed"}
       \/ m.from = m.command
    /\ Handles(OnLateRecoverOK(i, m))

OnValidate(i, m) ==
    LET deps == m.proposal.deps
        against == Against(server[i], m.command, deps)
        committed == CommittedAgainst(server[i], m.command, deps) # {}
    IN Sends(Takes(Now(i), m.command, m.proposal),
             {ValidateOK(i, m.ballot, m.command, against, committed)})

HandleValidate(i, m) ==
    /\ up[i] /\ m.type = "validate" /\ m.to = i
    /\ Instance(i, m).ballot = m.ballot
    /\ Instance(i, m).phase \in {"initial", "preaccepted"}
    /\ Handles(OnValidate(i, m))

(***************************************************************************)
(* With bare support the command was committed on the fast path only if    *)
(* all servers outside the quorum have pre-accepted it with the same       *)
(* dependencies.  The initial coordinator of a command that stands against *)
(* it has not.                                                             *)
(***************************************************************************)
Barely(a) ==
    /\ a.support + FastF = Cardinality(a.quorum)
    /\ \E d \in a.against : d \notin a.quorum

Waits(x, c, a) ==
    Begins(Sends(x, {Waiting(x.id, c, a.support)}), c,
           [a EXCEPT !.stage = "awaiting", !.answered = {}])

(***************************************************************************)
(* When all of the quorum have answered: if nothing stands against the     *)
(* dependencies they are proposed.  If something does for certain the      *)
(* command is given up.  Otherwise that depends on what becomes of other   *)
(* commands.                                                               *)
(***************************************************************************)
OnValidateOK(i, m) ==
    LET a == [Attempt(i, m) EXCEPT
                 !.answered = @ \cup {m.from}, !.against = @ \cup m.against,
                 !.refuted = @ \/ m.committed]
        c == m.command
    IN CASE a.answered # a.quorum ->
              Begins(Now(i), c, a)
         [] a.answered = a.quorum /\ a.against = {} ->
              Proposes(Now(i), c, Original(a.deps))
         [] a.answered = a.quorum /\ a.against # {} /\ (a.refuted \/ Barely(a)) ->
              GivesUp(Now(i), c)
         [] OTHER ->
              Waits(Now(i), c, a)

HandleValidateOK(i, m) ==
    /\ IsAnswered(i, m, "validateOK")
    /\ Attempt(i, m).stage = "validating"
    /\ m.from \notin Attempt(i, m).answered
    /\ Handles(OnValidateOK(i, m))

(***************************************************************************)
(* A command whose recovery waits with so much support shows that those    *)
(* which it stands against were not committed on the fast path.            *)
(***************************************************************************)
OnWaiting(i, m) == [Now(i) EXCEPT !.server.blocking = @ \cup {m.command}]

HandleWaiting(i, m) ==
    /\ up[i] /\ m.type = "waiting" /\ m.from # i
    /\ m.support + FastF > Servers - F
    /\ Handles(OnWaiting(i, m))

-----------------------------------------------------------------------------
(***************************************************************************)
(* A server that crashes comes back with what it has of the commands.      *)
(***************************************************************************)
Crash(i) ==
    /\ up[i]
    /\ up' = [up EXCEPT ![i] = FALSE]
    /\ server' = [server EXCEPT ![i].attempt = NewServer.attempt, ![i].blocking = {}]
    /\ UNCHANGED msgs

Restart(i) ==
    /\ ~up[i]
    /\ up' = [up EXCEPT ![i] = TRUE]
    /\ UNCHANGED <<msgs, server>>

Next ==
    \E i \in Server :
        \/ Submit(i)
        \/ \E c \in Command : StartRecovery(i, c)
        \/ \E m \in msgs :
              \/ HandlePreAccept(i, m)
              \/ HandlePreAcceptOK(i, m)
              \/ HandleAccept(i, m)
              \/ HandleAcceptOK(i, m)
              \/ HandleCommit(i, m)
              \/ HandleRecover(i, m)
              \/ HandleRecoverOK(i, m)
              \/ HandleLateRecoverOK(i, m)
              \/ HandleValidate(i, m)
              \/ HandleValidateOK(i, m)
              \/ HandleWaiting(i, m)
        \/ Crash(i)
        \/ Restart(i)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What must hold.  A server may forget that a command is committed, when  *)
(* it accepts it again in a later ballot, so the messages are asked.       *)

Sent(type) == {m \in msgs : m.type = type}

(***************************************************************************)
(* No two servers commit a command with different payloads or              *)
(* dependencies (Section 3).                                               *)
(***************************************************************************)
Agreement ==
    \A m, n \in Sent("commit") : m.command = n.command => m.proposal = n.proposal

(***************************************************************************)
(* Of two commands that are committed, and not given up, one depends on    *)
(* the other (Section 3).                                                  *)
(***************************************************************************)
Visibility ==
    \A m, n \in {m \in Sent("commit") : m.proposal # Nop} :
        \/ m.command = n.command
        \/ m.command \in n.proposal.deps
        \/ n.command \in m.proposal.deps

(***************************************************************************)
(* What is committed, and not given up, was submitted, and so was what it  *)
(* depends on.                                                             *)
(***************************************************************************)
Submitted == {m.command : m \in Sent("preAccept")}

Validity ==
    \A m \in Sent("commit") :
        m.proposal # Nop => {m.command} \cup m.proposal.deps \subseteq Submitted

(***************************************************************************)
(* Of what two servers have executed one is the beginning of the other.    *)
(***************************************************************************)
ExecutionOrder ==
    \A i, j \in Server :
        \/ IsPrefix(server[i].executed, server[j].executed)
        \/ IsPrefix(server[j].executed, server[i].executed)

(***************************************************************************)
(* A ballot has one proposal.                                              *)
(***************************************************************************)
OneProposalPerBallot ==
    \A m, n \in Sent("accept") \cup Sent("commit") :
        m.command = n.command /\ m.ballot = n.ballot => m.proposal = n.proposal

(***************************************************************************)
(* What is committed is all that later ballots propose.                    *)
(***************************************************************************)
ProposalsSafe ==
    \A m \in Sent("accept"), n \in Sent("commit") :
        m.command = n.command /\ m.ballot >= n.ballot => m.proposal = n.proposal

(***************************************************************************)
(* What a server has accepted or committed was proposed in that ballot.    *)
(***************************************************************************)
AcceptedRight ==
    \A i \in Server, c \in Command :
        LET n == server[i].instance[c]
        IN CASE n.phase = "accepted" -> Accept(n.accepted, c, n.proposal) \in msgs
             [] n.phase = "committed" -> Commit(n.accepted, c, n.proposal) \in msgs
             [] OTHER -> n.accepted = 0

(***************************************************************************)
(* What a server takes for the dependencies that the initial coordinator   *)
(* has sent are these.                                                     *)
(***************************************************************************)
InitialRight ==
    \A i \in Server, c \in Command :
        LET n == server[i].instance[c]
        IN n.initial => PreAccept(c, n.initialDeps) \in msgs

(***************************************************************************)
(* A server that has joined a ballot has told what it had accepted before, *)
(* and accepts in no earlier one.                                          *)
(***************************************************************************)
PromisesKept ==
    \A m \in Sent("recoverOK"), n \in Sent("acceptOK") :
        m.from = n.from /\ m.command = n.command /\ n.ballot < m.ballot =>
            /\ m.report.phase \in {"accepted", "committed"}
            /\ m.report.accepted >= n.ballot

(***************************************************************************)
(* What a later ballot proposes, unless it gives the command up, was       *)
(* proposed before, or a quorum has validated it.                          *)
(***************************************************************************)
ProposalsJustified ==
    \A m \in Sent("accept") :
        \/ m.ballot = 0
        \/ m.proposal = Nop
        \/ \E n \in Sent("accept") \cup Sent("commit") :
               n.command = m.command /\ n.ballot < m.ballot /\ n.proposal = m.proposal
        \/ Quorum({Owner(m.ballot, m.command)} \cup
                  {n.from : n \in {n \in Sent("validateOK") :
                                      n.command = m.command /\ n.ballot = m.ballot}})

(***************************************************************************)
(* A server that has validated a command knows it.                         *)
(***************************************************************************)
ValidatedIsKnown ==
    \A m \in Sent("validateOK") : server[m.from].instance[m.command].initial

(***************************************************************************)
(* Neither ballot of a server goes back, and what it has executed stays.   *)
(***************************************************************************)
BallotsRise ==
    [][\A i \in Server, c \in Command :
          /\ server[i]'.instance[c].ballot >= server[i].instance[c].ballot
          /\ server[i]'.instance[c].accepted >= server[i].instance[c].accepted]_vars

ExecutedStays ==
    [][\A i \in Server : IsPrefix(server[i].executed, server[i]'.executed)]_vars
=============================================================================
