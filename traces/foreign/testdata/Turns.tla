------------------------------ MODULE Turns ------------------------------
(* Two processes take turns and a third one waits for ever: runs that go   *)
(* round, or stay where they are.                                          *)
EXTENDS Integers
VARIABLES turn, served, waits
vars == <<turn, served, waits>>

Init ==
  /\ turn = 0
  /\ served = [p \in 0..2 |-> 0]
  /\ waits = {0, 1, 2}

Serve(p) ==
  /\ turn = p /\ p \in waits
  /\ waits' = waits \ {p}
  /\ served' = [served EXCEPT ![p] = 1 - @]
  /\ UNCHANGED turn

Pass ==
  /\ turn' = 1 - turn
  /\ waits' = waits \cup {turn}
  /\ UNCHANGED served

Next == (\E p \in 0..1 : Serve(p)) \/ Pass
Spec == Init /\ [][Next]_vars /\ WF_vars(Pass) /\ \A p \in 0..1 : WF_vars(Serve(p))
Lazy == Init /\ [][Next]_vars

ThirdIsServed == <>(served[2] = 1)
SomebodyIsServed == <>(served[0] = 1)
==========================================================================
