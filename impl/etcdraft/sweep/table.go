package main

import (
	"fmt"
	"strings"
)

// print prints a table in Markdown: a row for each setting, a column for each version with
// code of its own, and then what is left out.
func (s *sweep) print(versions []version, settings []setting) {
	var own []version
	for _, v := range versions {
		if v.same == "" {
			own = append(own, v)
		}
	}
	fmt.Print("\n| setting |")
	for _, v := range own {
		fmt.Printf(" %s |", v.name)
	}
	fmt.Printf("\n|---|%s\n", strings.Repeat("---|", len(own)))
	var findings, missing []string
	for _, set := range settings {
		fmt.Printf("| %s |", set.Name)
		for _, v := range own {
			r := s.find(v.name, set)
			if r == nil {
				missing = append(missing, v.name+" "+set.Name)
				fmt.Print(" |")
				continue
			}
			fmt.Printf(" %s |", r.cell())
			if r.Found != "" && r.Verdict == "violated" {
				findings = append(findings, fmt.Sprintf("%s, %s (`%s`): %s", r.Version, r.Setting, r.Flags, r.Found))
			}
		}
		fmt.Println()
	}
	for _, v := range versions {
		if v.same != "" {
			fmt.Printf("\n%s has the code of %s.", v.name, v.same)
		}
	}
	list("found", findings)
	list("not run", missing)
}

func list(what string, lines []string) {
	fmt.Printf("\n\n%s: %d\n", what, len(lines))
	for _, line := range lines {
		fmt.Println("  " + line)
	}
}

// cell is a result in a few words: the verdict, the states and the processor time.
func (r *result) cell() string {
	millions := fmt.Sprintf("%.1f M", float64(r.States)/1e6)
	if r.States < 1e6 {
		millions = fmt.Sprint(r.States)
	}
	size := millions
	if r.CPU != 0 {
		size += fmt.Sprintf(", %.0f s", r.CPU)
	}
	switch r.Verdict {
	case "violated":
		what, _, _ := strings.Cut(r.Found, ":")
		return "**" + what + "**, " + size
	case "inconclusive":
		return "open, " + size
	case "refused":
		return "–"
	}
	return r.Verdict + ", " + size
}
