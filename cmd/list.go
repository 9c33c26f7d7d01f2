package cmd

import (
	"fmt"
	"strings"

	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/model"
)

// list shows what there is to explore: all protocols, or the chosen one.
func (t *tool) list(c *call) error {
	chosen, err := t.protocols.chosen(c)
	if err != nil {
		return err
	}
	if c.Bool(flagJSON) {
		for _, p := range chosen {
			if err := report.JSONLine(t.stdout, protocolJSON(p)); err != nil {
				return err
			}
		}
		return nil
	}
	var parts []string
	for _, p := range chosen {
		var b strings.Builder
		fmt.Fprintf(&b, "%s\n", p.Name)
		for _, about := range []string{p.Doc, p.Source} {
			if about != "" {
				fmt.Fprintf(&b, "  %s\n", about)
			}
		}
		writeOffers(&b, "  ", p)
		writeGoals(&b, "  ", p)
		writeMutants(&b, "  ", p)
		parts = append(parts, b.String())
	}
	_, err = fmt.Fprint(t.stdout, strings.Join(parts, "\n"))
	return err
}

// writeOffers writes a protocol's properties.
func writeOffers(b *strings.Builder, indent string, p *model.Protocol) {
	list := offers(p)
	width := 0
	for _, o := range list {
		width = max(width, len(o.Name))
	}
	fmt.Fprintf(b, "%sproperties\n", indent)
	for _, o := range list {
		needs := ""
		if o.needs != "" {
			needs = " (needs " + o.needs + ")"
		}
		if o.Asked {
			needs += " (checked only when it is named)"
		}
		fmt.Fprintf(b, "%s  %-*s  %s%s\n", indent, width, o.Name, oneLine(o.Doc), needs)
	}
}

// writeGoals writes a protocol's goals, if it has any.
func writeGoals(b *strings.Builder, indent string, p *model.Protocol) {
	list := goalsOf(p)
	width := 0
	for _, g := range list {
		width = max(width, len(g.Name))
	}
	if len(list) > 0 {
		fmt.Fprintf(b, "%sgoals (-until)\n", indent)
	}
	for _, g := range list {
		fmt.Fprintf(b, "%s  %-*s  %s\n", indent, width, g.Name, oneLine(g.Doc))
	}
}

// goalsOf returns the goals of a protocol's default system.
func goalsOf(p *model.Protocol) []model.Goal {
	sys, err := p.System("", nil)
	if err != nil {
		return nil // a protocol without a default system; its properties say why
	}
	return sys.Goals
}

// writeMutants writes a protocol's mutants, if it has any.
func writeMutants(b *strings.Builder, indent string, p *model.Protocol) {
	if len(p.Mutants) == 0 {
		fmt.Fprintf(b, "%smutants: none\n", indent)
		return
	}
	width := 0
	for _, m := range p.Mutants {
		width = max(width, len(m.Name))
	}
	fmt.Fprintf(b, "%smutants\n", indent)
	for i := range p.Mutants {
		m := &p.Mutants[i]
		fmt.Fprintf(b, "%s  %-*s  %s\n", indent, width, m.Name, oneLine(m.Doc))
		line := "breaks " + m.Breaks
		if text := brings(p, m, nil); text != "" {
			line += "; brings " + text
		}
		fmt.Fprintf(b, "%s  %-*s  %s\n", indent, width, "", line)
	}
}

// protocolLine is a protocol in the list's NDJSON output.
type protocolLine struct {
	Type       string         `json:"type"`
	Name       string         `json:"name"`
	Doc        string         `json:"doc"`
	Source     string         `json:"source"`
	Settings   []settingJSON  `json:"settings"`
	Properties []offerJSON    `json:"properties"`
	Goals      []offerJSON    `json:"goals"`
	Mutants    []mutantInJSON `json:"mutants"`
}

type settingJSON struct {
	Name    string `json:"name"`
	Doc     string `json:"doc"`
	Default string `json:"default"`
}

type offerJSON struct {
	Name  string `json:"name"`
	Doc   string `json:"doc"`
	Needs string `json:"needs"`
	Asked bool   `json:"asked"` // checked only when it is named
}

type mutantInJSON struct {
	Name   string `json:"name"`
	Doc    string `json:"doc"`
	Breaks string `json:"breaks"`
	Source string `json:"source"`
}

func protocolJSON(p *model.Protocol) protocolLine {
	line := protocolLine{
		Type: "protocol", Name: p.Name, Doc: p.Doc, Source: p.Source,
		Settings: []settingJSON{}, Properties: []offerJSON{}, Goals: []offerJSON{}, Mutants: []mutantInJSON{},
	}
	for i := range p.Params {
		param := &p.Params[i]
		line.Settings = append(line.Settings, settingJSON{param.Name, param.Doc, model.Spell(param.Default)})
	}
	for _, o := range offers(p) {
		line.Properties = append(line.Properties, offerJSON{o.Name, o.Doc, o.needs, o.Asked})
	}
	for _, g := range goalsOf(p) {
		line.Goals = append(line.Goals, offerJSON{Name: g.Name, Doc: g.Doc})
	}
	for _, m := range p.Mutants {
		line.Mutants = append(line.Mutants, mutantInJSON{m.Name, m.Doc, m.Breaks, m.Source})
	}
	return line
}
