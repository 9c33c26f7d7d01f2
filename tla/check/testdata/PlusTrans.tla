------------------------------ MODULE PlusTrans ------------------------------
\* PlusCal in its translated form.
EXTENDS Naturals, TLC
(* --algorithm count
variables total = 0;
process worker \in 1..2
variable tmp = 0;
begin
  read: tmp := total;
  write: total := tmp + 1;
end process
end algorithm *)
\* BEGIN TRANSLATION
VARIABLES total, pc, tmp

vars == << total, pc, tmp >>

ProcSet == (1..2)

Init == (* Global variables *)
        /\ total = 0
        (* Process worker *)
        /\ tmp = [self \in 1..2 |-> 0]
        /\ pc = [self \in ProcSet |-> "read"]

read(self) == /\ pc[self] = "read"
              /\ tmp' = [tmp EXCEPT ![self] = total]
              /\ pc' = [pc EXCEPT ![self] = "write"]
              /\ total' = total

write(self) == /\ pc[self] = "write"
               /\ total' = tmp[self] + 1
               /\ pc' = [pc EXCEPT ![self] = "Done"]
               /\ tmp' = tmp

worker(self) == read(self) \/ write(self)

Terminating == /\ \A self \in ProcSet: pc[self] = "Done"
               /\ UNCHANGED vars

Next == (\E self \in 1..2: worker(self))
           \/ Terminating

Spec == /\ Init /\ [][Next]_vars
        /\ \A self \in 1..2 : WF_vars(worker(self))

Termination == <>(\A self \in ProcSet: pc[self] = "Done")
\* END TRANSLATION
Done == \A p \in ProcSet : pc[p] = "Done"
Inv == Done => total \in 1..2
=============================================================================
