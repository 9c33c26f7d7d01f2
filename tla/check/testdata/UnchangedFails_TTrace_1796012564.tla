---- MODULE UnchangedFails_TTrace_1796012564 ----
EXTENDS Sequences, TLCExt, Toolbox, UnchangedFails, Naturals, TLC

_expression ==
    LET UnchangedFails_TEExpression == INSTANCE UnchangedFails_TEExpression
    IN UnchangedFails_TEExpression!expression
----

_trace ==
    LET UnchangedFails_TETrace == INSTANCE UnchangedFails_TETrace
    IN UnchangedFails_TETrace!trace
----

_inv ==
    ~(
        TLCGet("level") = Len(_TETrace)
        /\
        j = (2)
    )
----

_init ==
    /\ j = _TETrace[1].j
----

_next ==
    /\ \E i,j \in DOMAIN _TETrace:
        /\ \/ /\ j = i + 1
              /\ i = TLCGet("level")
        /\ j  = _TETrace[i].j
        /\ j' = _TETrace[j].j

\* Uncomment the ASSUME below to write the states of the error trace
\* to the given file in Json format. Note that you can pass any tuple
\* to `JsonSerialize`. For example, a sub-sequence of _TETrace.
    \* ASSUME
    \*     LET J == INSTANCE Json
    \*         IN J!JsonSerialize("UnchangedFails_TTrace_1796012564.json", _TETrace)

=============================================================================

 Note that you can extract this module `UnchangedFails_TEExpression`
  to a dedicated file to reuse `expression` (the module in the 
  dedicated `UnchangedFails_TEExpression.tla` file takes precedence 
  over the module `UnchangedFails_TEExpression` below).

---- MODULE UnchangedFails_TEExpression ----
EXTENDS Sequences, TLCExt, Toolbox, UnchangedFails, Naturals, TLC

expression == 
    [
        \* To hide variables of the `UnchangedFails` spec from the error trace,
        \* remove the variables below.  The trace will be written in the order
        \* of the fields of this record.
        j |-> j
        
        \* Put additional constant-, state-, and action-level expressions here:
        \* ,_stateNumber |-> _TEPosition
        \* ,_jUnchanged |-> j = j'
        
        \* Format the `j` variable as Json value.
        \* ,_jJson |->
        \*     LET J == INSTANCE Json
        \*     IN J!ToJson(j)
        
        \* Lastly, you may build expressions over arbitrary sets of states by
        \* leveraging the _TETrace operator.  For example, this is how to
        \* count the number of times a spec variable changed up to the current
        \* state in the trace.
        \* ,_jModCount |->
        \*     LET F[s \in DOMAIN _TETrace] ==
        \*         IF s = 1 THEN 0
        \*         ELSE IF _TETrace[s].j # _TETrace[s-1].j
        \*             THEN 1 + F[s-1] ELSE F[s-1]
        \*     IN F[_TEPosition - 1]
    ]

=============================================================================



Parsing and semantic processing can take forever if the trace below is long.
 In this case, it is advised to uncomment the module below to deserialize the
 trace from a generated binary file.

\*
\*---- MODULE UnchangedFails_TETrace ----
\*EXTENDS IOUtils, UnchangedFails, TLC
\*
\*trace == IODeserialize("UnchangedFails_TTrace_1796012564.bin", TRUE)
\*
\*=============================================================================
\*

---- MODULE UnchangedFails_TETrace ----
EXTENDS UnchangedFails, TLC

trace == 
    <<
    ([j |-> 1]),
    ([j |-> 2])
    >>
----


=============================================================================

---- CONFIG UnchangedFails_TTrace_1796012564 ----

INVARIANT
    _inv

CHECK_DEADLOCK
    \* CHECK_DEADLOCK off because of PROPERTY or INVARIANT above.
    FALSE

INIT
    _init

NEXT
    _next

CONSTANT
    _TETrace <- _trace

ALIAS
    _expression
=============================================================================
\* Generated on Mon Nov 30 04:22:46 UTC 2026