// Package scripts reads what clients do, as the command line spells it: a script
// per client, separated by semicolons, each a list of operations, separated by
// commas. What an operation is the protocol says.
package scripts

import (
	"fmt"
	"strings"
)

// MaxOperations is how many operations a client has at most, so that a digit, or a
// letter, can number them.
const MaxOperations = 9

// Language is a protocol's way to write operations.
type Language[O any] struct {
	// Accepted says for an error what is accepted: `scripts like …`.
	Accepted string
	// Default is the script of a client (from 0) that the scripts leave out.
	Default func(client int) string
	// Operation reads the word for the n-th operation of a client, both from 1. Its
	// error says what is no good about it.
	Operation func(word string, client, n int) (O, error)
	// Word is what Operation reads.
	Word func(O) string
}

// Parse reads the scripts of a number of clients.
func (l Language[O]) Parse(text string, clients int) ([][]O, error) {
	var scripts []string
	if text != "" {
		scripts = strings.Split(text, ";")
	}
	if len(scripts) > clients {
		return nil, fmt.Errorf("scripts %q are for %d clients, but there are %d; accepted are %s", text, len(scripts), clients, l.Accepted)
	}
	for len(scripts) < clients {
		scripts = append(scripts, l.Default(len(scripts)))
	}
	parsed := make([][]O, clients)
	for c, script := range scripts {
		for n, word := range strings.Split(script, ",") {
			next, err := l.Operation(strings.TrimSpace(word), c+1, n+1)
			if err != nil {
				return nil, fmt.Errorf("scripts %q: %w", text, err)
			}
			parsed[c] = append(parsed[c], next)
		}
		if len(parsed[c]) > MaxOperations {
			return nil, fmt.Errorf("scripts %q: client %d has %d operations; accepted are %s", text, c+1, len(parsed[c]), l.Accepted)
		}
	}
	return parsed, nil
}

// Text returns scripts as Parse reads them.
func (l Language[O]) Text(scripts [][]O) string {
	all := make([]string, len(scripts))
	for i, script := range scripts {
		words := make([]string, len(script))
		for j, next := range script {
			words[j] = l.Word(next)
		}
		all[i] = strings.Join(words, ",")
	}
	return strings.Join(all, ";")
}
