// Package tla holds the TLA+ specs of the protocols, so that they are at hand
// wherever a program runs.
package tla

import "embed"

// Specs are the specs and their model files, as they stand in this folder.
//
//go:embed *.tla *.cfg
var Specs embed.FS
