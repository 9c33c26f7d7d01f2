---- MODULE Turns ----
EXTENDS Naturals
(* --algorithm Turns
variables turn = 1, sum = 0;
macro add(n) begin
  sum := sum + n;
end macro;
process worker \in 1..2
variables rounds = 0;
begin
A: while rounds < 2 do
     await turn = self;
     add(self);
B:   rounds := rounds + 1;
     turn := 3 - turn;
   end while;
end process;
end algorithm; *)
\* BEGIN TRANSLATION (chksum(pcal) = "9915e45" /\ chksum(tla) = "a57ef7dc")
VARIABLES pc, turn, sum, rounds

vars == << pc, turn, sum, rounds >>

ProcSet == (1..2)

Init == (* Global variables *)
        /\ turn = 1
        /\ sum = 0
        (* Process worker *)
        /\ rounds = [self \in 1..2 |-> 0]
        /\ pc = [self \in ProcSet |-> "A"]

A(self) == /\ pc[self] = "A"
           /\ IF rounds[self] < 2
                 THEN /\ turn = self
                      /\ sum' = sum + self
                      /\ pc' = [pc EXCEPT ![self] = "B"]
                 ELSE /\ pc' = [pc EXCEPT ![self] = "Done"]
                      /\ sum' = sum
           /\ UNCHANGED << turn, rounds >>

B(self) == /\ pc[self] = "B"
           /\ rounds' = [rounds EXCEPT ![self] = rounds[self] + 1]
           /\ turn' = 3 - turn
           /\ pc' = [pc EXCEPT ![self] = "A"]
           /\ sum' = sum

worker(self) == A(self) \/ B(self)

(* Allow infinite stuttering to prevent deadlock on termination. *)
Terminating == /\ \A self \in ProcSet: pc[self] = "Done"
               /\ UNCHANGED vars

Next == (\E self \in 1..2: worker(self))
           \/ Terminating

Spec == Init /\ [][Next]_vars

Termination == <>(\A self \in ProcSet: pc[self] = "Done")

\* END TRANSLATION 
====
