package traces

import (
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/quote"
)

// The texts of Shown values stand beside the state, in its "#meta": by the place of
// the value in the file, as errors name it. The values themselves are what they are
// without, so a program that does not know of texts reads the same run.

// stateTexts are the texts of a state's values, by their place in the state.
type stateTexts struct {
	of *place
	by map[string]string
}

// add keeps the text of the value at a place; of several it is the outermost.
func (s *stateTexts) add(at *place, text string) {
	path := s.path(at)
	if _, has := s.by[path]; has || text == "" {
		return
	}
	if s.by == nil {
		s.by = map[string]string{}
	}
	s.by[path] = text
}

// path is a place without the place of the state, as errors spell it but for names with
// a dot: no two places have the same path.
func (s *stateTexts) path(at *place) string {
	var reversed []string
	for ; at != s.of; at = at.parent {
		part := at.part
		if name, ok := strings.CutPrefix(part, "."); ok && strings.Contains(name, ".") {
			part = "[" + quote.Quoted(name) + "]"
		}
		reversed = append(reversed, part)
	}
	slices.Reverse(reversed)
	return strings.TrimPrefix(strings.Join(reversed, ""), ".")
}

// readTexts gives the values of a state their texts, before they are read.
func (t *Trace) readTexts(at *place, state *node) error {
	meta := state.get("#meta")
	if t.Meta.Version == "" || meta == nil {
		return nil
	}
	texts := meta.get("texts")
	if texts == nil {
		return nil
	}
	here := at.field("#meta").field("texts")
	by, err := readStringMap(here, texts)
	if err != nil {
		return err
	}
	s := &stateTexts{at, by}
	s.give(at, state)
	for _, path := range texts.names {
		if _, left := s.by[path]; left {
			return here.field(path).errorf("there is no value at this place")
		}
	}
	return nil
}

// give gives the texts to the values at and below a place.
func (s *stateTexts) give(at *place, n *node) {
	path := s.path(at)
	n.shown = s.by[path]
	delete(s.by, path)
	for i := range n.items {
		if n.kind == arrayNode {
			s.give(at.index(i), &n.items[i])
		} else {
			s.give(at.field(n.names[i]), &n.items[i])
		}
	}
}
