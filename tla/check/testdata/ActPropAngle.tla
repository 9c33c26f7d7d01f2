---------------------------- MODULE ActPropAngle ----------------------------
\* An action without [] is no property.
EXTENDS ActProp
Bad == <<Next>>_x
=============================================================================
