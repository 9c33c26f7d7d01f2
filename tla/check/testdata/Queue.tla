-------------------------------- MODULE Queue --------------------------------
\* Two channels as sequences, with records, bounded by a constraint.
EXTENDS Naturals, Sequences
VARIABLES in, out, got
Msg == [id : 1..2, ack : BOOLEAN]
Init == in = <<>> /\ out = <<>> /\ got = {}
Send(m) == in' = Append(in, m) /\ UNCHANGED <<out, got>>
Move == in # <<>> /\ out' = out \o <<Head(in)>> /\ in' = Tail(in) /\ got' = got
Take == Len(out) > 0 /\ got' = got \cup {out[1].id} /\ out' = SubSeq(out, 2, Len(out)) /\ in' = in
Next == (\E m \in Msg : Send(m)) \/ Move \/ Take
Bound == Len(in) <= 2 /\ Len(out) <= 1
Inv == got \subseteq 1..2 /\ Len(in) <= 3 /\ \A i \in DOMAIN in : in[i] \in Msg
=============================================================================
