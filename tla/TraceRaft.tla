------------------------------- MODULE TraceRaft -------------------------------
(***************************************************************************)
(* Is a log of events a behaviour of Raft?                                 *)
(*                                                                         *)
(* The log is the file that the environment variable TRACE names, in the   *)
(* format of docs/events.md.  Its first line is the header, the others are *)
(* the events: Trace[n] is the one that says of itself that it is number   *)
(* n.  The variable l is the number of the event that comes next.  The log *)
(* is a behaviour of Raft exactly if a state can be reached in which       *)
(* l > TraceLength.                                                        *)
(*                                                                         *)
(*   explore validate -spec tla/Raft.tla LOG                               *)
(*                                                                         *)
(* Every event takes the action of Raft that it stands for, or, if it is   *)
(* one that Raft does not know of, none:                                   *)
(*                                                                         *)
(*   timeout election        Timeout                                       *)
(*   timeout heartbeat       Heartbeat                                     *)
(*   timeout command         ClientRequest                                 *)
(*   deliver of a Request    ClientRequest, or none: the server has no use *)
(*                           for it                                        *)
(*   timeout compact         Compact, or none                              *)
(*   timeout change          ChangeMembership, or none                     *)
(*   timeout silence         Silence                                       *)
(*   timeout quorum          CheckAnswers                                  *)
(*   timeout transfer, abort none: Raft does not know whom a leader asks   *)
(*   deliver of TimeoutNow   TimeoutNow, or none                           *)
(*   deliver to a server     HandleRequestVote and the other actions of a  *)
(*                           message, or none: likewise                    *)
(*   crash, restart          Crash, Restart; before a crash, one step of   *)
(*                           the server if events may be lost              *)
(*   drop, duplicate         none: messages in msgs may be lost, and may   *)
(*                           be received again, without                    *)
(*   invoke, start,          none                                          *)
(*   partition, heal,                                                      *)
(*   cut-link, heal-link,                                                  *)
(*   and what is at clients                                                *)
(*                                                                         *)
(* What the log does not say is not asked for: fields of messages and of   *)
(* states may be missing.  Whole events may be, too, if the header lists   *)
(* their kinds as unlogged: up to MaxUnlogged steps of these kinds may     *)
(* happen before each event.                                               *)
(***************************************************************************)
EXTENDS Raft, RaftNames, Json, IOUtils, TLC

CONSTANT MaxUnlogged  \* how many unlogged steps there may be before an event

VARIABLES
    l,        \* the number of the event that comes next
    unlogged  \* how many unlogged steps there were since the last event

Lines == ndJsonDeserialize(IOEnv.TRACE)

Header == Lines[1]

Trace == SubSeq(Lines, 2, Len(Lines))

TraceLength == Len(Trace)

-----------------------------------------------------------------------------
(* The constants of Raft, as the header says.  A log of another system     *)
(* need not have settings: then all nodes are servers, and there is no     *)
(* largest term.                                                           *)

HasSetting(name) == "settings" \in DOMAIN Header /\ name \in DOMAIN Header.settings

(***************************************************************************)
(* A log of a system with other ways to read than the log is not judged.   *)
(***************************************************************************)
Setting(name, none) == IF HasSetting(name) THEN Header.settings[name] ELSE none

ASSUME ReadsByTheLog == Setting("reads", "log") = "log"

TraceParts ==
    UNION {IF Setting("compactions", "0") # "0" THEN {"snapshots"} ELSE {},
           {Setting("membership", "")} \ {""},
           IF Setting("membership", "") # "" /\ Setting("change-tries", "0") # "0"
           THEN {"no-ops"} ELSE {},
           IF Setting("pre-vote", "false") = "true" THEN {"pre-vote"} ELSE {},
           IF Setting("check-quorum", "false") = "true" THEN {"check-quorum"} ELSE {},
           IF Setting("transfers", "0") # "0" THEN {"transfers"} ELSE {}}

(***************************************************************************)
(* The servers are the first nodes; where the membership changes, some of  *)
(* them may join later, and then their names tell them from clients.       *)
(***************************************************************************)
First(n, m) == {Header.nodes[k] : k \in n..m}

TraceServer ==
    CASE ~HasSetting("servers") -> First(1, Len(Header.nodes))
      [] Setting("membership", "") = "" -> First(1, atoi(Header.settings.servers))
      [] OTHER -> {n \in First(1, Len(Header.nodes)) : Begins(n, "S")}

TraceVoters ==
    IF HasSetting("servers") THEN First(1, atoi(Header.settings.servers)) ELSE TraceServer

TraceLearners ==
    IF Setting("membership", "") = "" THEN {}
    ELSE First(atoi(Header.settings.servers) + 1,
               atoi(Header.settings.servers) + atoi(Setting("learners", "0")))

(***************************************************************************)
(* The setting changes is like "v4,r1" or, several at once, "v4r1".        *)
(***************************************************************************)
TraceChanges ==
    LET text == Setting("changes", "")
        Sign(k) == SubSeq(text, k, k)
        ends == {k \in 1..Len(text) : Sign(k) = ","} \cup {0, Len(text) + 1}
        Of(sign, a, b) == {Header.nodes[atoi(Sign(k + 1))] : k \in {n \in a..b : Sign(n) = sign}}
    IN {[vote |-> Of("v", e[1] + 1, e[2] - 1),
         learn |-> Of("l", e[1] + 1, e[2] - 1),
         leave |-> Of("r", e[1] + 1, e[2] - 1)] :
           e \in {x \in ends \X ends : x[1] < x[2] /\ \A k \in ends : k =< x[1] \/ k >= x[2]}}

TraceNobody == "nobody"

TraceTerm == IF HasSetting("terms") THEN 1..atoi(Header.settings.terms) ELSE Nat \ {0}

TraceRefusals == HasSetting("refusals") /\ Header.settings.refusals = "true"

(***************************************************************************)
(* With sessions a request that is asked again in a later term is appended *)
(* again, unless it is known to be executed: it is another command of that *)
(* term then, so that commands are named by terms, too.                    *)
(***************************************************************************)
Sessions == HasSetting("sessions") /\ Header.settings.sessions = "true"

TraceCommand ==
    LET Node == {Header.nodes[k] : k \in DOMAIN Header.nodes}
    IN IF Sessions THEN [from : Node, number : Nat, term : Nat] ELSE [from : Node, number : Nat]

IsUnlogged(kind) ==
    /\ "unlogged" \in DOMAIN Header
    /\ \E k \in DOMAIN Header.unlogged : Header.unlogged[k] = kind

-----------------------------------------------------------------------------
(* What events say, in the words of Raft.                                  *)

event == Trace[l]

Range(s) == {s[k] : k \in DOMAIN s}

CommandNamed(from, number, term) ==
    IF Sessions /\ from \notin Server THEN [from |-> from, number |-> number, term |-> term]
    ELSE [from |-> from, number |-> number]

CommandOf(e) == CommandNamed(e.Command.From, e.Command.Number, e.Term)

EntryOf(e) ==
    IF Membership /\ IsConfiguration(e.Command.Op)
    THEN [term |-> e.Term, command |-> CommandOf(e),
          config |-> ConfigurationNamed(e.Command.Op, Server)]
    ELSE [term |-> e.Term, command |-> CommandOf(e)]

EntriesOf(s) == [k \in 1..Len(s) |-> EntryOf(s[k])]

TypeOf == [RequestVote |-> "RequestVote", RequestVoteNow |-> "RequestVoteNow",
           PreVote |-> "PreVote",
           RequestVoteReply |-> "Vote", PreVoteReply |-> "PreVoted",
           AppendEntries |-> "AppendEntries", AppendEntriesReply |-> "Appended",
           InstallSnapshot |-> "InstallSnapshot", InstallSnapshotReply |-> "Installed"]

FieldOfQuestion == [Term |-> "term", LastLogIndex |-> "lastIndex", LastLogTerm |-> "lastTerm"]

FieldOf ==
    [RequestVote |-> FieldOfQuestion, RequestVoteNow |-> FieldOfQuestion,
     PreVote |-> FieldOfQuestion,
     RequestVoteReply |-> [Term |-> "term", Granted |-> "granted"],
     PreVoteReply |-> [Term |-> "term", Granted |-> "granted"],
     AppendEntries |-> [Term |-> "term", PrevLogIndex |-> "prevIndex", PrevLogTerm |-> "prevTerm",
                        Entries |-> "entries", LeaderCommit |-> "commit"],
     AppendEntriesReply |-> [Term |-> "term", Success |-> "success", Index |-> "index"],
     InstallSnapshot |-> [Term |-> "term", Snapshot |-> "entries"],
     InstallSnapshotReply |-> [Term |-> "term", Index |-> "index"]]

(***************************************************************************)
(* A message of the log, all of whose fields are there.                    *)
(***************************************************************************)
MessageOf(i, j, x) ==
    CASE x.name \in {"RequestVote", "RequestVoteNow", "PreVote"} ->
            [type |-> x.name, from |-> i, to |-> j, term |-> x.Term,
             lastIndex |-> x.LastLogIndex, lastTerm |-> x.LastLogTerm]
      [] x.name \in {"RequestVoteReply", "PreVoteReply"} ->
            [type |-> TypeOf[x.name], from |-> i, to |-> j, term |-> x.Term,
             granted |-> x.Granted]
      [] x.name = "AppendEntries" ->
            [type |-> "AppendEntries", from |-> i, to |-> j, term |-> x.Term,
             prevIndex |-> x.PrevLogIndex, prevTerm |-> x.PrevLogTerm,
             entries |-> EntriesOf(x.Entries), commit |-> x.LeaderCommit]
      [] x.name = "AppendEntriesReply" ->
            [type |-> "Appended", from |-> i, to |-> j, term |-> x.Term,
             success |-> x.Success, index |-> x.Index]
      [] x.name = "InstallSnapshot" ->
            [type |-> "InstallSnapshot", from |-> i, to |-> j, term |-> x.Term,
             lastIndex |-> x.Snapshot.Index, lastTerm |-> x.Snapshot.Term,
             entries |-> EntriesOf(x.Snapshot.State)]
      [] x.name = "InstallSnapshotReply" ->
            [type |-> "Installed", from |-> i, to |-> j, term |-> x.Term, index |-> x.Index]

(***************************************************************************)
(* The messages that one of the log, x from i to j, may be.  If it is      *)
(* there with all its fields it is one; otherwise it is any that was sent  *)
(* and has the fields that are there.                                      *)
(***************************************************************************)
MessagesAmong(ms, i, j, x) ==
    LET field == FieldOf[x.name]
        ValueOf(f) == CASE f = "Entries" -> EntriesOf(x.Entries)
                        [] f = "Snapshot" -> EntriesOf(x.Snapshot.State)
                        [] OTHER -> x[f]
    IN IF DOMAIN field \subseteq DOMAIN x
       THEN {MessageOf(i, j, x)}
       ELSE {m \in ms : /\ m.type = TypeOf[x.name]
                        /\ m.from = i /\ m.to = j
                        /\ \A f \in DOMAIN field \cap DOMAIN x : m[field[f]] = ValueOf(f)}

MessagesOf(i, j, x) == MessagesAmong(msgs, i, j, x)

-----------------------------------------------------------------------------
(* Observations: what the log says of the state after an event, and of     *)
(* what was sent.                                                          *)

Shows(field) == "state" \in DOMAIN event /\ field \in DOMAIN event.state

(***************************************************************************)
(* What a leader knows of each other server.  The code has nothing there   *)
(* when it does not lead, and Raft what it starts with.                    *)
(***************************************************************************)
PerServer(i, x, none) ==
    IF DOMAIN x = {} THEN [j \in Others(i) |-> none] ELSE [j \in DOMAIN x |-> x[j]]

Observed(i) ==
    /\ Shows("Term") => currentTerm'[i] = event.state.Term
    /\ Shows("VotedFor") => votedFor'[i] = event.state.VotedFor
    /\ Shows("Role") => role'[i] = event.state.Role
    /\ Shows("Votes") => votes'[i] = Range(event.state.Votes)
    /\ Shows("CommitIndex") => commitIndex'[i] = event.state.CommitIndex
    /\ Shows("LastApplied") => lastApplied'[i] = event.state.LastApplied
    /\ Shows("NextIndex") => nextIndex'[i] = PerServer(i, event.state.NextIndex, 1)
    /\ Shows("MatchIndex") => matchIndex'[i] = PerServer(i, event.state.MatchIndex, 0)
    /\ Shows("Log") =>
          SubSeq(log'[i], snapshot'[i] + 1, Len(log'[i])) = EntriesOf(event.state.Log)
    /\ Snapshots /\ Shows("Snapshot") =>
          /\ snapshot'[i] = event.state.Snapshot.Index
          /\ TermAt(log'[i], snapshot'[i]) = event.state.Snapshot.Term
          /\ SubSeq(log'[i], 1, snapshot'[i]) = EntriesOf(event.state.Snapshot.State)
    /\ (PreVotes \/ CheckQuorum) /\ Shows("Heard") => heard'[i] = event.state.Heard
    /\ CheckQuorum /\ Shows("Answered") => answered'[i] = Range(event.state.Answered)

(***************************************************************************)
(* The log says that just this was sent to servers: all that is new in     *)
(* msgs.  A message that is there already leaves no trace in msgs when it  *)
(* is sent again: the log may have it or not, but if it does it must be    *)
(* one of which IsAgain holds, of what this action can have sent.          *)
(***************************************************************************)
SentOrAgain(i, IsAgain(_)) ==
    "sent" \in DOMAIN event =>
        LET new == msgs' \ msgs
            Told(s) == IF s.message.name \in DOMAIN TypeOf
                       THEN MessagesAmong(msgs', i, s.to, s.message)
                       ELSE {}
            told == {Told(s) : s \in {t \in Range(event.sent) :
                                       t.to \in Server /\ t.message.name # "TimeoutNow"}}
        IN /\ new \subseteq UNION told
           /\ \A ms \in told : \E m \in ms : m \in new \/ (m \in msgs /\ IsAgain(m))

Sent(i, again) == SentOrAgain(i, LAMBDA m : m \in again)

(***************************************************************************)
(* Messages that i may send again with this event: the same answer to whom *)
(* the event's message came from, or the entries that others miss.         *)
(***************************************************************************)
SentAnswer(i, type) ==
    SentOrAgain(i, LAMBDA m : /\ m.type = type
                              /\ m.from = i /\ m.to = event.from
                              /\ m.term = currentTerm'[i])

EntriesAgain(i, S) ==
    IF role'[i] # "leader" THEN {}
    ELSE {EntriesFor(i, j, currentTerm'[i], log'[i], nextIndex'[i][j], commitIndex'[i]) : j \in S}
         \cap msgs

(***************************************************************************)
(* Who appends an entry sends a snapshot, again and again, to those who    *)
(* lack what it stands for.                                                *)
(***************************************************************************)
SentOrSnapshots(i, again) ==
    SentOrAgain(i, LAMBDA m : m \in again \/ (m.type = "InstallSnapshot" /\ m.from = i))

-----------------------------------------------------------------------------
TraceInit == Init /\ l = 1 /\ unlogged = 0

(***************************************************************************)
(* The next event is of that kind, and of a server.                        *)
(***************************************************************************)
IsEvent(kind) == l =< TraceLength /\ event.event = kind

IsServerEvent(kind) == IsEvent(kind) /\ event.node \in Server

(***************************************************************************)
(* It has happened.                                                        *)
(***************************************************************************)
NextEvent == l' = l + 1 /\ unlogged' = 0

TraceTimeout ==
    /\ IsServerEvent("timeout")
    /\ event.name = "election"
    /\ Timeout(event.node)
    /\ Observed(event.node)
    /\ SentOrAgain(event.node, LAMBDA m : m.type = "PreVote" /\ m.from = event.node)
    /\ NextEvent

(***************************************************************************)
(* These timers are set again and again, and mostly change nothing.        *)
(***************************************************************************)
TraceUselessTimeout ==
    /\ IsServerEvent("timeout")
    /\ up[event.node]
    /\ CASE event.name = "election" -> role[event.node] # "leader" /\ ~Campaigns(event.node)
         [] event.name = "compact" -> lastApplied[event.node] = snapshot[event.node]
         [] event.name = "change" -> role[event.node] = "leader"
         [] OTHER -> event.name \in {"transfer", "abort"} /\ Transfers
    /\ UNCHANGED vars
    /\ Observed(event.node)
    /\ Sent(event.node, {})
    /\ NextEvent

TraceCompact ==
    /\ IsServerEvent("timeout")
    /\ event.name = "compact"
    /\ Compact(event.node)
    /\ Observed(event.node)
    /\ Sent(event.node, {})
    /\ NextEvent

ChangeSomehow(i) ==
    \E c \in TraceChanges : ChangeMembership(i, Changed(ConfigIn(i, log[i]), c))

TraceChangeMembership ==
    /\ IsServerEvent("timeout")
    /\ event.name = "change"
    /\ ChangeSomehow(event.node)
    /\ Observed(event.node)
    /\ SentOrSnapshots(event.node, {})
    /\ NextEvent

TraceSilence ==
    /\ IsServerEvent("timeout")
    /\ event.name = "silence"
    /\ Silence(event.node)
    /\ Observed(event.node)
    /\ Sent(event.node, {})
    /\ NextEvent

TraceCheckAnswers ==
    /\ IsServerEvent("timeout")
    /\ event.name = "quorum"
    /\ CheckAnswers(event.node)
    /\ Observed(event.node)
    /\ Sent(event.node, {})
    /\ NextEvent

TraceHeartbeat ==
    /\ IsServerEvent("timeout")
    /\ event.name = "heartbeat"
    /\ Heartbeat(event.node)
    /\ Observed(event.node)
    /\ Sent(event.node, EntriesAgain(event.node, Others(event.node)))
    /\ NextEvent

(***************************************************************************)
(* A command that comes out of nowhere is named by the leader and the      *)
(* index that it gets.                                                     *)
(***************************************************************************)
TraceCommandTimer ==
    /\ IsServerEvent("timeout")
    /\ event.name = "command"
    /\ ClientRequest(event.node, CommandNamed(event.node, Len(log[event.node]) + 1,
                                              currentTerm[event.node]))
    /\ Observed(event.node)
    /\ SentOrSnapshots(event.node, {})
    /\ NextEvent

IsDelivery(name) == IsServerEvent("deliver") /\ event.message.name = name

TraceHandleRequestVote ==
    /\ IsDelivery("RequestVote") \/ IsDelivery("RequestVoteNow")
    /\ \E m \in MessagesOf(event.from, event.node, event.message) :
          /\ m \in msgs
          /\ HandleRequestVote(event.node, m)
    /\ Observed(event.node)
    /\ SentAnswer(event.node, "Vote")
    /\ NextEvent

TraceHandleVote ==
    /\ IsDelivery("RequestVoteReply")
    /\ \E m \in MessagesOf(event.from, event.node, event.message) :
          /\ m \in msgs
          /\ HandleVote(event.node, m)
    /\ Observed(event.node)
    /\ Sent(event.node, {})
    /\ NextEvent

TraceHandleAppendEntries ==
    /\ IsDelivery("AppendEntries")
    /\ \E m \in MessagesOf(event.from, event.node, event.message) :
          /\ m \in msgs
          /\ HandleAppendEntries(event.node, m)
    /\ Observed(event.node)
    /\ SentAnswer(event.node, "Appended")
    /\ NextEvent

TraceRefuseAppendEntries ==
    /\ IsDelivery("AppendEntries")
    /\ \E m \in MessagesOf(event.from, event.node, event.message) :
          /\ m \in msgs
          /\ RefuseAppendEntries(event.node, m)
    /\ Observed(event.node)
    /\ SentAnswer(event.node, "Appended")
    /\ NextEvent

TraceHandleAppended ==
    /\ IsDelivery("AppendEntriesReply")
    /\ \E m \in MessagesOf(event.from, event.node, event.message) :
          /\ m \in msgs
          /\ HandleAppended(event.node, m)
    /\ Observed(event.node)
    /\ SentOrSnapshots(event.node, EntriesAgain(event.node, {event.from}))
    /\ NextEvent

TraceHandlePreVote ==
    /\ IsDelivery("PreVote")
    /\ \E m \in MessagesOf(event.from, event.node, event.message) :
          /\ m \in msgs
          /\ HandlePreVote(event.node, m)
    /\ Observed(event.node)
    /\ SentOrAgain(event.node, LAMBDA m : /\ m.type = "PreVoted"
                                         /\ m.from = event.node /\ m.to = event.from)
    /\ NextEvent

TraceHandlePreVoted ==
    /\ IsDelivery("PreVoteReply")
    /\ \E m \in MessagesOf(event.from, event.node, event.message) :
          /\ m \in msgs
          /\ HandlePreVoted(event.node, m)
    /\ Observed(event.node)
    /\ Sent(event.node, {})
    /\ NextEvent

TraceHandleInstallSnapshot ==
    /\ IsDelivery("InstallSnapshot")
    /\ \E m \in MessagesOf(event.from, event.node, event.message) :
          /\ m \in msgs
          /\ HandleInstallSnapshot(event.node, m)
    /\ Observed(event.node)
    /\ SentAnswer(event.node, "Installed")
    /\ NextEvent

TraceRefuseInstallSnapshot ==
    /\ IsDelivery("InstallSnapshot")
    /\ \E m \in MessagesOf(event.from, event.node, event.message) :
          /\ m \in msgs
          /\ RefuseInstallSnapshot(event.node, m)
    /\ Observed(event.node)
    /\ SentAnswer(event.node, "Installed")
    /\ NextEvent

TraceHandleInstalled ==
    /\ IsDelivery("InstallSnapshotReply")
    /\ \E m \in MessagesOf(event.from, event.node, event.message) :
          /\ m \in msgs
          /\ HandleInstalled(event.node, m)
    /\ Observed(event.node)
    /\ Sent(event.node, EntriesAgain(event.node, {event.from}))
    /\ NextEvent

TraceTimeoutNow ==
    /\ IsDelivery("TimeoutNow")
    /\ \/ TimeoutNow(event.node)
       \/ Transfers /\ up[event.node] /\ UNCHANGED vars
    /\ Observed(event.node)
    /\ Sent(event.node, {})
    /\ NextEvent

(***************************************************************************)
(* With sessions a server does not append a request that it has executed,  *)
(* in whatever term it was asked.                                          *)
(***************************************************************************)
HasExecuted(i, from, number) ==
    /\ Sessions
    /\ \E term \in 1..currentTerm[i] :
          \E k \in 1..Len(applied[i]) : applied[i][k] = CommandNamed(from, number, term)

TraceClientRequest ==
    /\ IsDelivery("Request")
    /\ ~HasExecuted(event.node, event.from, event.message.Number)
    /\ ClientRequest(event.node, CommandNamed(event.from, event.message.Number,
                                              currentTerm[event.node]))
    /\ Observed(event.node)
    /\ SentOrSnapshots(event.node, {})
    /\ NextEvent

(***************************************************************************)
(* Server i has no use for message m.                                      *)
(***************************************************************************)
Useless(i, m) ==
    CASE m.type \in {"RequestVote", "RequestVoteNow"} ->
            CheckQuorum /\ Led(i) /\ m.type = "RequestVote"
      [] m.type = "PreVote" ->
            FALSE
      [] m.type = "PreVoted" ->
            IF m.granted THEN role[i] # "pre-candidate" \/ m.term # currentTerm[i] + 1
                         ELSE m.term =< currentTerm[i]
      [] m.type = "InstallSnapshot" ->
            m.term < currentTerm[i] /\ ~Refusals
      [] m.type = "Installed" ->
            /\ m.term =< currentTerm[i]
            /\ m.term = currentTerm[i] => role[i] # "leader"
      [] m.type = "Vote" ->
            /\ m.term =< currentTerm[i]
            /\ m.term = currentTerm[i] => role[i] # "candidate" \/ ~m.granted
      [] m.type = "AppendEntries" ->
            m.term < currentTerm[i] /\ ~Refusals
      [] m.type = "Appended" ->
            /\ m.term =< currentTerm[i]
            /\ m.term = currentTerm[i] =>
                  \/ role[i] # "leader"
                  \/ ~CheckQuorum /\ ~IsNews(i, m)

TraceUseless ==
    /\ IsServerEvent("deliver")
    /\ event.message.name \in DOMAIN TypeOf
    /\ up[event.node]
    /\ \E m \in MessagesOf(event.from, event.node, event.message) :
          /\ m \in msgs
          /\ Useless(event.node, m)
    /\ UNCHANGED vars
    /\ Observed(event.node)
    /\ Sent(event.node, {})
    /\ NextEvent

TraceUselessRequest ==
    /\ IsDelivery("Request")
    /\ up[event.node]
    /\ LET c == CommandNamed(event.from, event.message.Number, currentTerm[event.node])
       IN Transfers \/ ~ (/\ role[event.node] = "leader"
                           /\ ~HasExecuted(event.node, event.from, event.message.Number)
                           /\ \A k \in 1..Len(log[event.node]) : log[event.node][k].command # c)
    /\ UNCHANGED vars
    /\ Observed(event.node)
    /\ Sent(event.node, {})
    /\ NextEvent

TraceCrash ==
    /\ IsServerEvent("crash")
    /\ Crash(event.node)
    /\ Observed(event.node)
    /\ Sent(event.node, {})
    /\ NextEvent

TraceRestart ==
    /\ IsServerEvent("restart")
    /\ Restart(event.node)
    /\ Observed(event.node)
    /\ Sent(event.node, {})
    /\ NextEvent

(***************************************************************************)
(* What the network does to messages between servers, and what happens to  *)
(* clients, of which Raft knows nothing.                                   *)
(***************************************************************************)
OfClients == {"Request", "Reply"}

TraceNetwork ==
    /\ IsEvent("drop") \/ IsEvent("duplicate")
    /\ \/ event.message.name \in OfClients
       \/ /\ event.message.name \in DOMAIN TypeOf
          /\ \E m \in MessagesOf(event.from, event.to, event.message) : m \in msgs
       \/ Transfers /\ event.message.name = "TimeoutNow"
    /\ UNCHANGED vars
    /\ NextEvent

TraceClient ==
    /\ \/ IsEvent("invoke")
       \/ IsEvent("timeout")
       \/ IsEvent("deliver") /\ event.message.name \in OfClients
    /\ event.node \notin Server
    /\ UNCHANGED vars
    /\ NextEvent

TraceStart ==
    /\ IsEvent("start")
    /\ UNCHANGED vars
    /\ event.node \in Server => Observed(event.node) /\ Sent(event.node, {})
    /\ NextEvent

TraceNothing ==
    /\ \/ IsEvent("partition") \/ IsEvent("heal")
       \/ IsEvent("cut-link") \/ IsEvent("heal-link")
    /\ UNCHANGED vars
    /\ NextEvent

(***************************************************************************)
(* Commands that a client may have asked for by now: it asks for the next  *)
(* when some server has the one before.  Raft does not know its requests.  *)
(***************************************************************************)
ClientCommands(i) ==
    LET entries == UNION {Range(log[j]) : j \in Server}
        Asked(c) == {e.command.number : e \in {x \in entries : x.command.from = c}}
    IN UNION {{CommandNamed(c, n, currentTerm[i]) : n \in {1} \cup Asked(c) \cup {k + 1 : k \in Asked(c)}} :
                 c \in Range(Header.nodes) \ Server}

(***************************************************************************)
(* A server was killed when it had taken a step and its disk had what is   *)
(* durable, but the log had not: if the header says that events may be     *)
(* lost so.  No message of that step has left.                             *)
(***************************************************************************)
AnyStep(i) ==
    \/ Timeout(i)
    \/ Heartbeat(i)
    \/ ClientRequest(i, CommandNamed(i, Len(log[i]) + 1, currentTerm[i]))
    \/ \E m \in msgs : \/ HandleRequestVote(i, m)
                       \/ HandleVote(i, m)
                       \/ HandleAppendEntries(i, m)
                       \/ HandleAppended(i, m)
    \/ \E m \in IF PreVotes THEN msgs ELSE {} : HandlePreVoted(i, m)
    \/ \E m \in IF Snapshots THEN msgs ELSE {} : \/ HandleInstallSnapshot(i, m)
                                               \/ HandleInstalled(i, m)
    \/ Compact(i)
    \/ Membership /\ ChangeSomehow(i)
    \/ Silence(i)
    \/ CheckAnswers(i)
    \/ TimeoutNow(i)
    \/ \E c \in ClientCommands(i) : ClientRequest(i, c)

LostCrash(i, Moved) ==
    /\ "lost" \in DOMAIN Header
    /\ Header.lost
    /\ \E sent \in {msgs} :
          (AnyStep(i) /\ UNCHANGED <<l, unlogged>>)
          \cdot (msgs' = sent /\ UNCHANGED <<up, durableVars, electionVars, machineVars, leaderVars,
                                            l, unlogged>>)
          \cdot (Crash(i) /\ Moved)

TraceLostCrash ==
    /\ IsServerEvent("crash")
    /\ LostCrash(event.node, NextEvent)
    /\ Observed(event.node)
    /\ Sent(event.node, {})

(***************************************************************************)
(* A step that was not logged.  There is none after the last event.        *)
(***************************************************************************)
UnloggedStep == unlogged' = unlogged + 1 /\ UNCHANGED l

Unlogged ==
    /\ l =< TraceLength
    /\ unlogged < MaxUnlogged
    /\ \E i \in Server :
          \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout election")
             /\ Timeout(i)
          \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout heartbeat")
             /\ Heartbeat(i)
             /\ msgs' # msgs
          \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout command")
             /\ ClientRequest(i, CommandNamed(i, Len(log[i]) + 1, currentTerm[i]))
          \/ /\ IsUnlogged("deliver")
             /\ \E m \in msgs : \/ HandleRequestVote(i, m)
                                \/ HandleVote(i, m)
                                \/ HandleAppendEntries(i, m)
                                \/ RefuseAppendEntries(i, m)
                                \/ HandleAppended(i, m)
             /\ vars' # vars
          \/ /\ IsUnlogged("deliver")
             /\ \E m \in IF PreVotes THEN msgs ELSE {} : \/ HandlePreVote(i, m)
                                                       \/ HandlePreVoted(i, m)
             /\ vars' # vars
          \/ /\ IsUnlogged("deliver")
             /\ \E m \in IF Snapshots THEN msgs ELSE {} : \/ HandleInstallSnapshot(i, m)
                                                        \/ RefuseInstallSnapshot(i, m)
                                                        \/ HandleInstalled(i, m)
             /\ vars' # vars
          \/ IsUnlogged("deliver") /\ TimeoutNow(i)
          \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout compact")
             /\ Compact(i)
          \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout change")
             /\ Membership
             /\ ChangeSomehow(i)
          \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout silence")
             /\ Silence(i)
          \/ /\ IsUnlogged("timeout") \/ IsUnlogged("timeout quorum")
             /\ CheckAnswers(i)
          \/ IsUnlogged("deliver") /\ \E c \in ClientCommands(i) : ClientRequest(i, c)
          \/ IsUnlogged("crash") /\ Crash(i)
          \/ IsUnlogged("restart") /\ Restart(i)
    /\ UnloggedStep

UnloggedLostCrash ==
    /\ l =< TraceLength
    /\ unlogged < MaxUnlogged
    /\ IsUnlogged("crash")
    /\ \E i \in Server : LostCrash(i, UnloggedStep)

TraceNext ==
    \/ TraceTimeout
    \/ TraceHeartbeat
    \/ TraceCommandTimer
    \/ TraceHandleRequestVote
    \/ TraceHandleVote
    \/ TraceHandleAppendEntries
    \/ TraceRefuseAppendEntries
    \/ TraceHandleAppended
    \/ TraceClientRequest
    \/ TraceHandlePreVote
    \/ TraceHandlePreVoted
    \/ TraceHandleInstallSnapshot
    \/ TraceRefuseInstallSnapshot
    \/ TraceHandleInstalled
    \/ TraceTimeoutNow
    \/ TraceCompact
    \/ TraceChangeMembership
    \/ TraceSilence
    \/ TraceCheckAnswers
    \/ TraceUselessTimeout
    \/ TraceUseless
    \/ TraceUselessRequest
    \/ TraceCrash
    \/ TraceLostCrash
    \/ TraceRestart
    \/ TraceNetwork
    \/ TraceClient
    \/ TraceStart
    \/ TraceNothing
    \/ Unlogged
    \/ UnloggedLostCrash

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, l, unlogged>>

(***************************************************************************)
(* Violated, as an invariant, exactly when the log is a behaviour of Raft. *)
(***************************************************************************)
TraceNotMatched == l =< TraceLength
=============================================================================
