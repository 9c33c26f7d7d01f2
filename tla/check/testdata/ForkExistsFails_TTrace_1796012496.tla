---- MODULE ForkExistsFails_TTrace_1796012496 ----
EXTENDS Sequences, TLCExt, ForkExistsFails, Toolbox, Naturals, TLC

_expression ==
    LET ForkExistsFails_TEExpression == INSTANCE ForkExistsFails_TEExpression
    IN ForkExistsFails_TEExpression!expression
----

_trace ==
    LET ForkExistsFails_TETrace == INSTANCE ForkExistsFails_TETrace
    IN ForkExistsFails_TETrace!trace
----

_inv ==
    ~(
        TLCGet("level") = Len(_TETrace)
        /\
        j = (0)
        /\
        m = ({[type |-> "a"]})
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
    \*         IN J!JsonSerialize("ForkExistsFails_TTrace_1796012496.json", _TETrace)

=============================================================================

 Note that you can extract this module `ForkExistsFails_TEExpression`
  to a dedicated file to reuse `expression` (the module in the 
  dedicated `ForkExistsFails_TEExpression.tla` file takes precedence 
  over the module `ForkExistsFails_TEExpression` below).

---- MODULE ForkExistsFails_TEExpression ----
EXTENDS Sequences, TLCExt, ForkExistsFails, Toolbox, Naturals, TLC

expression == 
    [
        \* To hide variables of the `ForkExistsFails` spec from the error trace,
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
\*---- MODULE ForkExistsFails_TETrace ----
\*EXTENDS IOUtils, ForkExistsFails, TLC
\*
\*trace == IODeserialize("ForkExistsFails_TTrace_1796012496.bin", TRUE)
\*
\*=============================================================================
\*

---- MODULE ForkExistsFails_TETrace ----
EXTENDS ForkExistsFails, TLC

trace == 
    <<
    ([j |-> 0,m |-> {}]),
    ([j |-> 0,m |-> {[type |-> "a"]}])
    >>
----


=============================================================================

---- CONFIG ForkExistsFails_TTrace_1796012496 ----

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
\* Generated on Mon Nov 30 04:21:41 UTC 2026