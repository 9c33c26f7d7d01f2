// Explore is the command explore with an engine more: -engine spark://HOST:PORT?slots=N has Apache Spark
// search.
package main

import (
	"github.com/synod-go/synod/cmd"
	"github.com/synod-go/synod/explore/spark"
	"github.com/synod-go/synod/impl"
)

func main() { cmd.MainWith([]cmd.Engine{spark.Engine()}, impl.Protocols()...) }
