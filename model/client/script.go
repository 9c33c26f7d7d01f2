package client

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/model"
)

// MaxOperations is how many operations a script has at most, so that a digit, or a
// letter, can number them.
const MaxOperations = 9

// Language is how a command line writes what clients do: a script per client, separated
// by semicolons, each a list of operations, separated by commas. What an operation is the
// protocol says.
type Language[O any] struct {
	// Accepted says for an error what is accepted: `scripts like …`.
	Accepted string
	// Default is the script of a client, numbered from 1, that the text leaves out.
	Default func(client int) string
	// Operation reads the word for the n-th operation of a client, both from 1: values
	// made of the two numbers are all different. Its error says what is wrong.
	Operation func(word string, client, n int) (O, error)
}

// Parse reads the scripts of a number of clients, with the default ones for those that
// the text leaves out. The bound is one for model.System.Bounds: it tells a report what
// the scripts are.
func (l Language[O]) Parse(text string, clients int) (scripts [][]O, bound model.Bound, err error) {
	var words []string
	if text != "" {
		words = strings.Split(text, ";")
	}
	if len(words) > clients {
		return nil, bound, fmt.Errorf("scripts %s are for %d clients, but there are %d; accepted are %s", quote.Quoted(text), len(words), clients, l.Accepted)
	}
	for len(words) < clients {
		words = append(words, l.Default(len(words)+1))
	}
	scripts = make([][]O, clients)
	for c := range words {
		script := strings.Split(words[c], ",")
		for i := range script {
			script[i] = strings.TrimSpace(script[i])
			op, err := l.Operation(script[i], c+1, i+1)
			if err != nil {
				return nil, bound, fmt.Errorf("scripts %s: %w", quote.Quoted(text), err)
			}
			scripts[c] = append(scripts[c], op)
		}
		if len(script) > MaxOperations {
			return nil, bound, fmt.Errorf("scripts %s: client %d has %d operations; accepted are %s", quote.Quoted(text), c+1, len(script), l.Accepted)
		}
		words[c] = strings.Join(script, ",")
	}
	return scripts, model.Bound{Name: "scripts", Value: strings.Join(words, ";")}, nil
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
