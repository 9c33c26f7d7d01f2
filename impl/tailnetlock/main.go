// Tailnetlock explores tailscale.com/tka: the library itself, not a model of it.
package main

import (
	"github.com/synod-go/synod/cmd"

	"github.com/synod-go/synod/impl/tailnetlock/lock"
)

func main() { cmd.Main(&lock.Protocol) }
