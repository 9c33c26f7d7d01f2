package main

import (
	"testing"

	"github.com/synod-go/synod/impl/internal/rawnode/rawnodetest"
)

func TestOmissions(t *testing.T) {
	if testing.Short() {
		t.Skip("it explores a space for each field of the library")
	}
	for field, is := range rawnodetest.Omissions(t, &library, "-scripts w;r") {
		t.Log(is, field)
	}
}
