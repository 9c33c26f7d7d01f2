package model

import (
	"fmt"
	"strings"
)

// Select returns the system with these properties; none are all but the Asked.
func (s *System) Select(names []string) (*System, error) {
	out := *s
	out.Properties = nil
	if len(names) == 0 {
		for _, p := range s.Properties {
			if !p.Asked {
				out.Properties = append(out.Properties, p)
			}
		}
		return &out, nil
	}
	for _, name := range names {
		found := false
		var known []string
		for _, p := range s.Properties {
			known = append(known, p.Name)
			if p.Name == name {
				p.Asked = false
				out.Properties = append(out.Properties, p)
				found = true
			}
		}
		if !found {
			return nil, fmt.Errorf("unknown property %q; there are %s", name, strings.Join(known, ", "))
		}
	}
	return &out, nil
}

// Goal returns the goal of a name.
func (s *System) Goal(name string) (*Goal, error) {
	var known []string
	for i := range s.Goals {
		if s.Goals[i].Name == name {
			return &s.Goals[i], nil
		}
		known = append(known, s.Goals[i].Name)
	}
	return nil, fmt.Errorf("unknown goal %q; %s", name, thereAre(known))
}
