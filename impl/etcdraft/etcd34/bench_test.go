package main

import (
	"testing"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/internal/rawnode"
)

func BenchmarkExplore(b *testing.B) {
	for b.Loop() {
		r, err := synod.Explore(b.Context(), rawnode.NewProtocol(&library).With("-ready apply", "-changes l3,l2", "-terms 3"), synod.Options{Depth: 18})
		if err != nil {
			b.Fatal(err)
		}
		b.Log(r.States)
	}
}
