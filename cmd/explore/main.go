// Explore explores the protocols of this module: it visits every state, checks what
// must always hold, and shows the shortest run that breaks it. Package cmd says how
// it is used; so does explore help.
package main

import (
	"github.com/synod-go/synod/cmd"
	"github.com/synod-go/synod/impl"
)

func main() { cmd.Main(impl.Protocols()...) }
