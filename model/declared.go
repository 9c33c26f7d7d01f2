package model

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// declared refuses a protocol whose declaration contradicts itself: what it says of a
// setting or a mutant would have no effect, or another one than was meant.
func (p *Protocol) declared() error {
	for i := range p.Params {
		if err := p.declaredParam(i); err != nil {
			return fmt.Errorf("protocol %s: %w", p.Name, err)
		}
	}
	for i := range p.Mutants {
		if err := p.declaredMutant(i); err != nil {
			return fmt.Errorf("protocol %s: %w", p.Name, err)
		}
	}
	if err := p.declaredSettings(p.Live); err != nil {
		return fmt.Errorf("protocol %s: Live %w", p.Name, err)
	}
	return nil
}

// declaredSettings refuses settings that are not the protocol's.
func (p *Protocol) declaredSettings(settings map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		param := p.Param(name)
		if param == nil {
			return fmt.Errorf("brings the setting %q; the protocol has %s", name, orNone(p.paramNames()))
		}
		if err := param.accepts(settings[name]); err != nil {
			return fmt.Errorf("brings %q = %s; %w", name, Spell(settings[name]), err)
		}
	}
	return nil
}

func (p *Protocol) declaredParam(i int) error {
	param := &p.Params[i]
	switch {
	case !isWord(param.Name):
		return fmt.Errorf("a setting has the name %q; %s", param.Name, wordsAre)
	case slices.Contains(p.paramNames()[:i], param.Name):
		return fmt.Errorf("two settings have the name %q", param.Name)
	}
	switch param.Default.(type) {
	case int, bool, string, []int:
	default:
		return fmt.Errorf("the setting %q has a default of type %T; accepted are int, bool, string, []int", param.Name, param.Default)
	}
	needed, value, isValue := strings.Cut(param.With, "=")
	for _, other := range []string{needed, param.Without} {
		if other != "" && p.Param(other) == nil {
			return fmt.Errorf("the setting %q depends on the setting %q, which does not exist", param.Name, other)
		}
	}
	if isValue {
		if _, err := p.Param(needed).parse(value); err != nil {
			return fmt.Errorf("the setting %q depends on -%s %s: %w", param.Name, needed, value, err)
		}
	}
	if err := param.accepts(param.Default); err != nil {
		return fmt.Errorf("the setting %q has the default %s; %w", param.Name, Spell(param.Default), err)
	}
	return nil
}

func (p *Protocol) declaredMutant(i int) error {
	m := &p.Mutants[i]
	switch {
	case !isWord(m.Name):
		return fmt.Errorf("a mutant has the name %q; %s", m.Name, wordsAre)
	case slices.Contains(p.mutantNames()[:i], m.Name):
		return fmt.Errorf("two mutants have the name %q", m.Name)
	}
	if err := p.declaredSettings(m.With); err != nil {
		return fmt.Errorf("the mutant %s %w", m.Name, err)
	}
	return nil
}

// accepts refuses a value, given in Go, that the command line would not accept.
func (p *Param) accepts(v any) error {
	if given, want := reflect.TypeOf(v), reflect.TypeOf(p.Default); given != want {
		return fmt.Errorf("it is of type %v, not %v", given, want)
	}
	_, err := p.parse(Spell(v))
	return err
}

// wordsAre says what isWord accepts.
const wordsAre = "accepted are letters, digits, and - _ . after the first of them"

// isWord reports whether a name can stand on a command line, and in the name of a file.
func isWord(name string) bool {
	for i, r := range name {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		if !letter && (i == 0 || !strings.ContainsRune("-_.", r)) {
			return false
		}
	}
	return name != ""
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
