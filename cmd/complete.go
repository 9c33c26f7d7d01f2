package cmd

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/synod-go/synod/model"
)

// The scripts ask for candidates with this flag behind the words before the cursor,
// and behind the one at the cursor if it begins with a dash.
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
	for _, c := range t.candidates(words) {
		fmt.Fprintf(&b, "%s:%s\n", c.word, strings.ReplaceAll(oneLine(c.doc), ":", " –"))
	}
	_, err := fmt.Fprint(t.stdout, b.String())
	return err
}

func (t *tool) candidates(words []string) []candidate {
	if len(words) == 0 {
		return append(t.commandCandidates(), flagCandidates(generalFlags(), nil)...)
	}
	p := t.protocols.in(words)
	general := generalFlags()
	last := words[len(words)-1]
	name, dashed := flagName(last)
	switch c := named(t.commands(), words[0]); {
	case c == nil:
	case c.name == "help":
		return t.commandCandidates()
	case c.name == "completion":
		return shellCandidates()
	case !dashed && p == nil && c.takesFile:
		return nil // the shell offers files
	default:
		general = c.flags
	}
	flags := flagCandidates(general, p)
	if !dashed {
		return flags
	}
	if values, takes := t.protocols.valuesOf(name, general, p); takes {
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

// commandCandidates are the names of the commands.
func (t *tool) commandCandidates() (list []candidate) {
	for _, c := range t.commands() {
		if !c.hidden {
			list = append(list, candidate{c.name, c.doc})
		}
	}
	return list
}

// flagName takes the dashes off a word.
func flagName(word string) (name string, dashed bool) {
	name, dashed = strings.CutPrefix(word, "-")
	return strings.TrimPrefix(name, "-"), dashed
}

// in returns the protocol that the words choose, or nil.
func (ps protocols) in(words []string) *model.Protocol {
	for i, word := range words {
		name, value, joined := strings.Cut(word, "=")
		if name, dashed := flagName(name); !dashed || name != flagProtocol {
			continue
		}
		if !joined && i+1 < len(words) {
			value = words[i+1]
		}
		if p, err := ps.named(value); err == nil {
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

// alternatives are what a flag takes one of: bfs|dfs.
var alternatives = regexp.MustCompile(`^[a-z]+(\|[a-z]+)+$`)

// valuesOf returns the values of a flag, as far as they have names, and whether
// the flag takes a value at all.
func (ps protocols) valuesOf(name string, general []general, p *model.Protocol) (list []candidate, takes bool) {
	switch {
	case name == flagProtocol:
		for _, p := range ps {
			list = append(list, candidate{p.Name, p.Doc})
		}
		return list, true
	case p != nil && name == flagMutant:
		for _, m := range p.Mutants {
			list = append(list, candidate{m.Name, m.Doc})
		}
		return list, true
	case p != nil && name == flagProperty:
		for _, o := range offers(p) {
			list = append(list, candidate{o.Name, o.Doc})
		}
		return list, true
	}
	for _, g := range general {
		if g.name != name {
			continue
		}
		if alternatives.MatchString(g.arg) {
			for word := range strings.SplitSeq(g.arg, "|") {
				list = append(list, candidate{word, ""})
			}
		}
		return list, g.arg != ""
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
