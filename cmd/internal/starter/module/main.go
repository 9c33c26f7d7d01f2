// The command with this module's protocols: go run . help says what it does.
package main

import (
	"github.com/synod-go/synod/cmd"

	"github.com/synod-go/synod/cmd/internal/starter/module/lock"
)

func main() { cmd.Main(&lock.Protocol) }
