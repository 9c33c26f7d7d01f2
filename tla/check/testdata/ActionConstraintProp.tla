------------------------ MODULE ActionConstraintProp ------------------------
\* The property looks at steps that the action constraint keeps out.
EXTENDS ActionConstraint
Up == [][x' >= x]_<<x, y>>
=============================================================================
