package explore

// AllocWords is allocWords for the benchmark of the machine.
var AllocWords = allocWords
