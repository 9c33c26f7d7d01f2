// Tailnetlock explores tailscale.com/tka: the library itself, not a model of it.
package main

import "github.com/synod-go/synod/cmd"

func main() { cmd.Main(&protocol) }
