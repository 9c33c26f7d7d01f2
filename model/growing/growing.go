// Package growing declares numbers that only grow, such as ballots and terms, so that a
// search takes them by their differences: states that differ only by a shift of such
// numbers count as one. Then a livelock, in which ballots grow for ever, is a cycle.
//
// The declaration says that nothing depends on more than the order of the numbers, and on
// the differences between those that count: with every number that counts higher by a
// multiple of the stride, and those that were left behind renumbered in their order, each
// handler does the same with the numbers renumbered in that way, and each property, goal
// and bound says the same. 0 is never renumbered, and no other number becomes 0.
//
// A number is used in one of three ways.
//
//   - A counter counts. The next number is made from it, as the next ballot from the last
//     one tried, or it is what is asked about in a message. A handler may leave a counter
//     as it is, or make it higher, or copy another one that it is given.
//   - A remembered number is only compared with others, and none is 0: the ballot of an
//     accepted proposal. The next number may be made from it when it is above a counter at
//     hand.
//   - An awaited number is looked up when an equal number arrives: a learner's memory of
//     who accepted which ballot.
//
// The smallest counter of a state, wherever it stands, is its base: what is below can
// never be made again, nor arrive. There remembered numbers matter by their order alone,
// and become 1, 2, …; awaited ones do not matter any more, and are forgotten (a map loses
// the entry whose key holds one, and elsewhere it becomes 0). All other numbers are
// shifted down behind them by a multiple of the stride. While a counter is 0 nothing is
// renumbered. The counters of a node that never restarts, once it has crashed, are only
// remembered, and messages to it are left out.
package growing

import "reflect"

// Numbers declares numbers that only grow. A search checks the declaration for each pair
// of a node state and an input that it meets, and for a sample of states.
type Numbers struct {
	Name  string         // of the numbers, in the plural, for the report
	Types []reflect.Type // integer types whose values are numbers; see Type
	// Stride is what shifts are multiples of, when handlers see more of a number than
	// its order: which of so many proposers it belongs to. 0 is 1.
	Stride int
	// Remembered and Awaited are the fields in which numbers are remembered or awaited;
	// the innermost field counts. All other numbers are counters.
	Remembered, Awaited []Field
	// Spread refuses a step, as a bound does, after which the greatest number is more
	// than so far above the smallest counter. 0 is no bound.
	Spread int
}

// Field is a field of a struct type: of a node, of a message, or of what they hold. Without
// a name it is any value of the type, which need not be a struct then.
type Field struct {
	Of   reflect.Type
	Name string
}

// Type returns an integer type.
func Type[N ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64]() reflect.Type {
	return reflect.TypeFor[N]()
}

// In returns fields of a struct type by their names.
func In[S any](names ...string) (fields []Field) {
	for _, name := range names {
		fields = append(fields, Field{reflect.TypeFor[S](), name})
	}
	return fields
}

// Inside returns any value of a type.
func Inside[T any]() []Field { return []Field{{Of: reflect.TypeFor[T]()}} }
