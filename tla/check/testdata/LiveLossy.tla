------------------------------ MODULE LiveLossy ------------------------------
\* A lossy channel: strong fairness of delivery.
EXTENDS Naturals
VARIABLES chan, got
vars == <<chan, got>>
Init == chan = FALSE /\ got = FALSE
Send == ~got /\ chan' = TRUE /\ UNCHANGED got
Lose == chan /\ chan' = FALSE /\ UNCHANGED got
Recv == chan /\ got' = TRUE /\ chan' = FALSE
Next == Send \/ Lose \/ Recv
SpecS == Init /\ [][Next]_vars /\ WF_vars(Send) /\ SF_vars(Recv)
SpecW == Init /\ [][Next]_vars /\ WF_vars(Send) /\ WF_vars(Recv)
Done == <>[]got
=============================================================================
