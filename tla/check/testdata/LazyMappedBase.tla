---- MODULE LazyMappedBase ----
EXTENDS Naturals
VARIABLE size
Sum == LET f[i \in Nat] == IF i = size THEN i ELSE i + f[i + 1] IN f[0]
====
