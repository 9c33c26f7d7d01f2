---------------------------- MODULE RefineMapFail ----------------------------
EXTENDS RefineMap
D == INSTANCE Clock WITH t <- n \div 4, M <- 4
DSpec == D!Spec
CSpec2 == DSpec
=============================================================================
