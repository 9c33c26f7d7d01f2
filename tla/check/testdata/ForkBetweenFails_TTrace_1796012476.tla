---- MODULE ForkBetweenFails_TTrace_1796012476 ----
EXTENDS Sequences, TLCExt, Toolbox, Naturals, TLC, ForkBetweenFails

_expression ==
    LET ForkBetweenFails_TEExpression == INSTANCE ForkBetweenFails_TEExpression
    IN ForkBetweenFails_TEExpression!expression
----

_trace ==
    LET ForkBetweenFails_TETrace == INSTANCE ForkBetweenFails_TETrace
    IN ForkBetweenFails_TETrace!trace
----

_inv ==
    ~(
        TLCGet("level") = Len(_TETrace)
        /\
        j = (0)
        /\
        m = ({[type |-> "a", n |-> 0]})
    )
----

_init ==
    /\ j = _TETrace[1].j
    /\ m = _TETrace[1].m
----

_next ==
    /\ \E i,j \in DOMAIN _TETrace:
        /\ \/ /\ j = i + 1
              /\ i = TLCGet("level")
        /\ j  = _TETrace[i].j
        /\ j' = _TETrace[j].j
        /\ m  = _TETrace[i].m
        /\ m' = _TETrace[j].m

\* Uncomment the ASSUME below to write the states of the error trace
\* to the given file in Json format. Note that you can pass any tuple
\* to `JsonSerialize`. For example, a sub-sequence of _TETrace.
    \* ASSUME
    \*     LET J == INSTANCE Json
    \*         IN J!JsonSerialize("ForkBetweenFails_TTrace_1796012476.json", _TETrace)

=============================================================================

 Note that you can extract this module `ForkBetweenFails_TEExpression`
  to a dedicated file to reuse `expression` (the module in the 
  dedicated `ForkBetweenFails_TEExpression.tla` file takes precedence 
  over the module `ForkBetweenFails_TEExpression` below).

---- MODULE ForkBetweenFails_TEExpression ----
EXTENDS Sequences, TLCExt, Toolbox, Naturals, TLC, ForkBetweenFails

expression == 
    [
        \* To hide variables of the `ForkBetweenFails` spec from the error trace,
        \* remove the variables below.  The trace will be written in the order
        \* of the fields of this record.
        j |-> j
        ,m |-> m
        
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
\*---- MODULE ForkBetweenFails_TETrace ----
\*EXTENDS IOUtils, TLC, ForkBetweenFails
\*
\*trace == IODeserialize("ForkBetweenFails_TTrace_1796012476.bin", TRUE)
\*
\*=============================================================================
\*

---- MODULE ForkBetweenFails_TETrace ----
EXTENDS TLC, ForkBetweenFails

trace == 
    <<
    ([j |-> 0,m |-> {}]),
    ([j |-> 0,m |-> {[type |-> "a", n |-> 0]}])
    >>
----


=============================================================================

---- CONFIG ForkBetweenFails_TTrace_1796012476 ----

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
\* Generated on Mon Nov 30 04:21:19 UTC 2026