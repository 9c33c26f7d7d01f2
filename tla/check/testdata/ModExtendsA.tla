----------------------------- MODULE ModExtendsA -----------------------------
EXTENDS Naturals
CONSTANT N
VARIABLE x
LOCAL Secret == 5
Top == N + Secret
=============================================================================
