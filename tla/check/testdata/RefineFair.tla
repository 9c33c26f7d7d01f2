----------------------------- MODULE RefineFair -----------------------------
EXTENDS Refine
Fair == Spec /\ WF_<<h, m>>(Next)
CFair == C!FairSpec
CStrong == C!StrongSpec
=============================================================================
