package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synod-go/synod/model"
)

// The shells' scripts, which are the library's, ask for candidates with this
// flag behind the words before the cursor, and behind the one at the cursor if
// it begins with a dash. What the library would answer knows neither flags with
// one dash nor names.
const completionFlag = "--generate-shell-completion"

// completionAsked returns the words for which a shell wants candidates.
func completionAsked(args []string) (words []string, asked bool) {
	last := len(args) - 1
	if last < 1 || args[last] != completionFlag {
		return nil, false
	}
	return args[1:last], true
}

// candidate is one word that may stand at the cursor, and what it means.
type candidate struct{ word, doc string }

// complete prints the candidates, one a line, as the scripts read them. With
// none the shell offers files.
func (t *tool) complete(words []string) error {
	var b strings.Builder
	for _, c := range candidates(words) {
		fmt.Fprintf(&b, "%s:%s\n", c.word, strings.ReplaceAll(oneLine(c.doc), ":", " –"))
	}
	_, err := fmt.Fprint(t.stdout, b.String())
	return err
}

func candidates(words []string) []candidate {
	p := protocolIn(words)
	last, general := "", generalFlags()
	if len(words) > 0 {
		last = words[len(words)-1]
		switch words[0] {
		case "replay", "inspect":
			return nil
		case "conform":
			general = conformFlags()
		case "serve":
			if _, dashed := flagName(last); !dashed && p == nil {
				return nil // a file
			}
			general = serveFlags()
		case "render":
			if _, dashed := flagName(last); !dashed || last == "-"+flagOut {
				return nil // a file
			}
			if name, _ := flagName(last); name == flagFormat {
				return named("html", "a page", "svg", "a picture", "md", "Markdown with a Mermaid diagram", "txt", "text")
			}
			general = renderFlags()
		case "shrink":
			if _, dashed := flagName(last); !dashed || last == "-"+flagOut {
				return nil // a file
			}
			general = shrinkFlags()
		case "gotest":
			if name, dashed := flagName(last); !dashed || name == flagOut {
				return nil // a file
			}
			general = gotestFlags()
		case "claims":
			if name, _ := flagName(last); name == flagProtocol {
				break // below
			}
			return named("-"+flagProtocol, "the claims of this protocol alone", "-"+flagJUnit, "write JUnit XML to this file", "-"+flagJSON, "NDJSON on standard output")
		case "completion":
			return named("bash", "", "zsh", "", "fish", "", "pwsh", "")
		}
	}
	flags := flagCandidates(general, p)
	name, dashed := flagName(last)
	if !dashed {
		if len(words) == 0 {
			return append(named("replay", "take the steps of a saved run again", "claims", "check every claim of every protocol's source", "conform", "hold a protocol's code against its TLA+ spec", "render", "draw a saved run", "inspect", "look at a saved run in the terminal", "shrink", "leave out of a saved run what it does not need", "gotest", "write a Go test of a saved run", "serve", "play a run in the browser"), flags...)
		}
		return flags
	}
	if values, takes := valuesOf(name, p); takes {
		return values
	}
	// A flag that is not finished, or a switch: what begins as it does. With two
	// dashes, if it was begun so.
	var list []candidate
	for _, f := range flags {
		if last == f.word || last == "-"+f.word {
			return flags // a switch, and the shell wants the word after it
		}
		if strings.HasPrefix(last, "--") {
			f.word = "-" + f.word
		}
		if strings.HasPrefix(f.word, last) {
			list = append(list, f)
		}
	}
	return list
}

// named makes candidates of words and what they mean, in turns.
func named(pairs ...string) []candidate {
	var list []candidate
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, candidate{pairs[i], pairs[i+1]})
	}
	return list
}

// flagName takes the dashes off a word.
func flagName(word string) (name string, dashed bool) {
	name, dashed = strings.CutPrefix(word, "-")
	return strings.TrimPrefix(name, "-"), dashed
}

// protocolIn returns the protocol that the words choose, or nil.
func protocolIn(words []string) *model.Protocol {
	for i, word := range words {
		name, value, joined := strings.Cut(word, "=")
		if name, dashed := flagName(name); !dashed || name != flagProtocol {
			continue
		}
		if !joined && i+1 < len(words) {
			value = words[i+1]
		}
		if p, err := protocolNamed(value); err == nil {
			return p
		}
	}
	return nil
}

// flagCandidates are the general flags and the protocol's own.
func flagCandidates(general []general, p *model.Protocol) []candidate {
	var list []candidate
	for _, g := range general {
		list = append(list, candidate{"-" + g.name, g.doc})
	}
	if p != nil {
		for _, param := range p.Params {
			list = append(list, candidate{"-" + param.Name, param.Doc})
		}
	}
	return list
}

// valuesOf returns the values of a flag, as far as they have names, and whether
// the flag takes a value at all.
func valuesOf(name string, p *model.Protocol) (list []candidate, takes bool) {
	switch {
	case name == flagProtocol:
		for _, p := range protocols {
			list = append(list, candidate{p.Name, p.Doc})
		}
		return list, true
	case p != nil && name == flagMutant:
		for _, m := range p.Mutants {
			list = append(list, candidate{m.Name, m.Doc})
		}
		return list, true
	case p != nil && name == flagProperty:
		for _, o := range offers(p, "") {
			list = append(list, candidate{o.Name, o.Doc})
		}
		return list, true
	}
	for _, g := range slices.Concat(generalFlags(), conformFlags(), renderFlags(), shrinkFlags(), gotestFlags(), serveFlags()) {
		if g.name == name {
			return nil, g.arg != ""
		}
	}
	if p == nil || p.Param(name) == nil {
		return nil, false
	}
	for _, choice := range p.Param(name).Choices {
		list = append(list, candidate{choice, ""})
	}
	_, isSwitch := p.Param(name).Default.(bool)
	return list, !isSwitch
}
