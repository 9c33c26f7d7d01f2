---- MODULE EnabledArgsInner ----
EXTENDS Naturals
VARIABLES w, q
A == w' = w + 1
En(d) == ENABLED d
====
