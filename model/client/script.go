package client

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/model"
)

// MaxOperations is how many operations a script lists at most, so that a digit, or a
// letter, can number them.
const MaxOperations = 9

// Again stands at the end of a script that begins anew for ever: "write,read,...". A search
// of such a client has no end; a live cluster (explore cluster) has use for it.
const Again = "..."

// Script is what a client does.
type Script[O any] struct {
	Ops  []O           // its operations, in order
	Next func(n int) O // the n-th, from 1, where there are more; nil if there are not
}

// Language is how a command line writes what clients do: a script per client, separated
// by semicolons, each a list of operations, separated by commas, and perhaps Again. What an
// operation is the protocol says.
type Language[O any] struct {
	// Accepted says for an error what is accepted: `scripts like …`.
	Accepted string
	// Default is the script of a client, numbered from 1, that the text leaves out.
	Default func(client int) string
	// Operation reads the word for the n-th operation of a client, both from 1: values
	// made of the two numbers are all different. Its error says what is wrong. n is above
	// MaxOperations only when a script has begun anew.
	Operation func(word string, client, n int) (O, error)
}

// Parse is Scripts for scripts that end: Again is no operation.
func (l Language[O]) Parse(text string, clients int) (scripts [][]O, bound model.Bound, err error) {
	all, bound, err := l.Scripts(text, clients)
	for _, s := range all {
		if s.Next != nil {
			return nil, bound, fmt.Errorf("scripts %s: %q is no operation; accepted are %s", quote.Quoted(text), Again, l.Accepted)
		}
		scripts = append(scripts, s.Ops)
	}
	return scripts, bound, err
}

// Scripts reads the scripts of a number of clients. Those that the text leaves out do what
// the last one does if that begins Again; otherwise they have the default scripts. The bound
// is one for model.System.Bounds: it tells a report what the scripts are.
func (l Language[O]) Scripts(text string, clients int) (scripts []Script[O], bound model.Bound, err error) {
	var words []string
	if text != "" {
		words = strings.Split(text, ";")
	}
	if len(words) > clients {
		return nil, bound, fmt.Errorf("scripts %s are for %d clients, but there are %d; accepted are %s", quote.Quoted(text), len(words), clients, l.Accepted)
	}
	for given := len(words); len(words) < clients; {
		word := l.Default(len(words) + 1)
		if given > 0 && strings.HasSuffix(words[given-1], Again) {
			word = words[given-1]
		}
		words = append(words, word)
	}
	scripts = make([]Script[O], clients)
	for c := range words {
		script := strings.Split(words[c], ",")
		for i := range script {
			script[i] = strings.TrimSpace(script[i])
		}
		words[c] = strings.Join(script, ",")
		if last := len(script) - 1; last > 0 && script[last] == Again {
			script = script[:last]
			scripts[c].Next = l.next(script, c+1)
		}
		for i := range script {
			op, err := l.Operation(script[i], c+1, i+1)
			if err != nil {
				return nil, bound, fmt.Errorf("scripts %s: %w", quote.Quoted(text), err)
			}
			scripts[c].Ops = append(scripts[c].Ops, op)
		}
		if len(script) > MaxOperations {
			return nil, bound, fmt.Errorf("scripts %s: client %d has %d operations; accepted are %s", quote.Quoted(text), c+1, len(script), l.Accepted)
		}
	}
	return scripts, model.Bound{Name: "scripts", Value: strings.Join(words, ";")}, nil
}

// next returns the operations of a script that begins anew for ever.
func (l Language[O]) next(script []string, client int) func(n int) O {
	return func(n int) O {
		op, err := l.Operation(script[(n-1)%len(script)], client, n)
		if err != nil {
			panic(err) // the same word was read before
		}
		return op
	}
}

// At splits a word such as "put@1+3" into what to do and which of the servers to ask, by
// their numbers from 1; none if there is no @. The error says what is no server.
func At(word string, servers []model.NodeID) (what string, asked model.NodeSet, err error) {
	what, numbers, named := strings.Cut(word, "@")
	if !named {
		return what, 0, nil
	}
	for number := range strings.SplitSeq(numbers, "+") {
		n, err := strconv.Atoi(number)
		if err != nil || strconv.Itoa(n) != number || n < 1 || n > len(servers) {
			return what, 0, fmt.Errorf("%s is no server; accepted are 1 to %d, with + between them", quote.Quoted(number), len(servers))
		}
		asked = asked.With(servers[n-1])
	}
	return what, asked, nil
}
