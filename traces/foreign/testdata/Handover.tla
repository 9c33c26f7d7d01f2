---------------------------- MODULE Handover ----------------------------
(* Nodes hand a token over by messages; one of them forgets that it gave *)
(* it away. Holds values of most kinds, for traces that TLC writes.       *)
EXTENDS Integers, Sequences, FiniteSets
CONSTANTS Node, Nobody
VARIABLES holds, count, msgs, log, last

vars == <<holds, count, msgs, log, last>>
First == CHOOSE n \in Node : TRUE

Init ==
  /\ holds = [n \in Node |-> n = First]
  /\ count = [n \in Node |-> 0]
  /\ msgs = {}
  /\ log = <<>>
  /\ last = [who |-> Nobody, text |-> "say \"hi\" \\ bye", pair |-> <<-1, TRUE>>]

Give(n, m) ==
  /\ holds[n] /\ n # m /\ count[n] < 2
  /\ msgs' = msgs \cup {[type |-> "token", from |-> n, to |-> m, count |-> count[n]]}
  /\ count' = [count EXCEPT ![n] = @ + 1]
  /\ holds' = IF count[n] = 1 THEN holds ELSE [holds EXCEPT ![n] = FALSE]
  /\ log' = Append(log, <<n, "gives", {count[n]}>>)
  /\ last' = [last EXCEPT !.who = n]

Take(n) ==
  \E g \in msgs :
    /\ g.to = n
    /\ holds' = [holds EXCEPT ![n] = TRUE]
    /\ msgs' = msgs \ {g}
    /\ log' = Append(log, <<n, "takes", {}>>)
    /\ UNCHANGED <<count, last>>

Next == \E n \in Node : Take(n) \/ \E m \in Node : Give(n, m)
Spec == Init /\ [][Next]_vars

OneHolds == Cardinality({n \in Node : holds[n]}) <= 1
=============================================================================
