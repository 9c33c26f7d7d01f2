---- MODULE Clock ----
====
