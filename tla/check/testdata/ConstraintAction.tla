-------------------------- MODULE ConstraintAction --------------------------
\* The action property is checked on a step that leaves the constraint.
EXTENDS ConstraintNoDeadlock
Steps == [][x' # 5]_x
=============================================================================
