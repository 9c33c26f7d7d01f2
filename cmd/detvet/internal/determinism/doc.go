package determinism

const doc = `report nondeterminism in the handlers of a model.Node

A node's handlers (Start, Receive, Timeout, CanInvoke, Invoke, Suspect, Trust) must be a function
of the node's fields and their input: the explorer runs each twice for every
pair, and looks the outcome up ever after, and a counterexample must replay. In
handlers and all that they can reach, in this package and in others, detvet
reports:

Map order. A loop over a map (over maps.Keys, over a list in a map's order) must
come to the same in any order. It must not send, record or choose, both set and
stop timers, leave a variable with whichever element came last or first, append
to a list that is not sorted afterwards, or return what depends on the element.
Fine are sums, counts, bits, max and min, writing m[k] for the loop's key k,
deleting, constants, what is guarded by k == x, and "if best < v { best = v }".

Comparisons. What sorts a list in a map's order, or picks one of its elements,
must tell all elements apart: by the whole element, by all its fields, or by one
that identifies it (a NodeID is in it, or it is called ID, Key, Index, Seq or the
like).

The outside world. Functions and variables of the standard library that do more
than compute (clocks, randomness, files, networks), go, select, channels, and
functions without a body.

Hidden state. Changes of package variables, by whatever pointer, slice or map
leads there; functions that change what they captured, called through a package
variable or a field; streams and generators that outlive the handler; changes of
what Env.Peers returned.

Addresses. Pointers that are printed within a value or made a number.

Shared memory. The explorer copies what Send, Resend, Broadcast and Record get; a
network within one process need not. So a message must not hold a slice, map or
pointer out of the sender's fields, but a copy.

A line is silenced by a comment on it, or on the line before, that says why:

	//detvet:ignore the peers have distinct ballots
`
