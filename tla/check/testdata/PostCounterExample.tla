------------------------- MODULE PostCounterExample --------------------------
EXTENDS Integers, Sequences, TLC, TLCExt
VARIABLE x

Init == TLCSet(1, "none") /\ x = 0
Next == x' \in {x + 1, x + 2}
Inv == x # 3
Post == Assert(/\ ToTrace(CounterExample) = <<[x |-> 0], [x |-> 1], [x |-> 3]>>
               /\ {e[2].name : e \in CounterExample.action} = {"Next"}
               /\ TLCGet("all") = [i \in {1} |-> <<"none">>]
               /\ TLCGet("level") = 0
               /\ "initial" \in DOMAIN TLCGet("stats"), CounterExample)
==============================================================================
