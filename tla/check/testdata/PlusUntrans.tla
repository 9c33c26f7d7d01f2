----------------------------- MODULE PlusUntrans -----------------------------
\* An algorithm without its translation: there is no Init.
EXTENDS Naturals
(* --algorithm count
variables total = 0;
begin
  inc: total := total + 1;
end algorithm *)
=============================================================================
