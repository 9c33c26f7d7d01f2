package library

import "embed"

//go:embed text
var texts embed.FS

// Text is the source of a standard module that is written in TLA+, because it declares a variable.
func Text(module string) (src string, ok bool) {
	b, err := texts.ReadFile("text/" + module + ".tla")
	return string(b), err == nil
}
