package traces

import (
	"cmp"
	"slices"
	"strings"
)

// isProtocol reports whether the state is one of a Go protocol: "nodes" is a
// record of records.
func isProtocol(vars Record) bool {
	_, ok := NodesOf(vars)
	return ok
}

// NodesOf reads the variable "nodes" of a protocol's state. It reports false if
// the variable does not have that shape.
func NodesOf(vars Record) (Record, bool) {
	v, _ := vars.Get("nodes")
	nodes, ok := Plain(v).(Record)
	for _, n := range nodes {
		if _, isRecord := n.Value.(Record); !isRecord {
			return nil, false
		}
	}
	return nodes, ok
}

// Flight is a message in flight, with the number of its copies.
type Flight struct {
	Packet
	Copies int64
}

func compareFlights(a, b Flight) int {
	return cmp.Or(strings.Compare(a.From, b.From), strings.Compare(a.To, b.To),
		strings.Compare(a.Name, b.Name), Compare(a.Message, b.Message))
}

// NetworkOf reads the variable "network" of a protocol's state, in its order. It
// reports false if the variable does not have that shape.
func NetworkOf(vars Record) ([]Flight, bool) {
	v, _ := vars.Get("network")
	list, ok := Plain(v).(Seq)
	if !ok {
		return nil, false
	}
	flights := make([]Flight, len(list))
	for i, e := range list {
		r, ok := Plain(e).(Record)
		if !ok {
			return nil, false
		}
		if flights[i], ok = flightOf(r); !ok {
			return nil, false
		}
	}
	return flights, true
}

func flightOf(r Record) (Flight, bool) {
	f := Flight{Copies: 1}
	known := 0
	str := func(to *string, v Value) bool {
		s, ok := Plain(v).(Str)
		*to = string(s)
		return ok
	}
	for _, field := range r {
		ok := true
		switch field.Name {
		case "from":
			known++
			ok = str(&f.From, field.Value)
		case "to":
			known++
			ok = str(&f.To, field.Value)
		case "name":
			ok = str(&f.Name, field.Value)
		case "message":
			f.Message = field.Value
		case "copies":
			var n Int
			n, ok = Plain(field.Value).(Int)
			f.Copies = int64(n)
		default:
			ok = false
		}
		if !ok {
			return f, false
		}
	}
	return f, known == 2
}

// bag sorts flights and adds up the copies of equal ones.
func bag(flights []Flight) []Flight {
	var sum []Flight
	for _, f := range slices.SortedStableFunc(slices.Values(flights), compareFlights) {
		if n := len(sum); n > 0 && compareFlights(sum[n-1], f) == 0 {
			sum[n-1].Copies += f.Copies
			continue
		}
		sum = append(sum, f)
	}
	return sum
}

// subtract returns what of a is left when b is taken out, as a bag.
func subtract(a, b []Flight) []Flight {
	minus := slices.Clone(b)
	for i := range minus {
		minus[i].Copies = -minus[i].Copies
	}
	return slices.DeleteFunc(bag(append(minus, a...)), func(f Flight) bool { return f.Copies <= 0 })
}
