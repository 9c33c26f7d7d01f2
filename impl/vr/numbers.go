package vr

import (
	"reflect"
	"slices"

	"github.com/synod-go/synod/model/growing"
)

// numbers declares view-numbers as numbers by difference, at most spread apart: they are
// compared, a replica makes the next one from its own, and which replica is the primary is
// asked of their residue, so that shifts are multiples of the number of replicas. Then view
// changes that chase each other for ever come back to where they were.
//
// Counters are the view of each replica, that which a recovering one hears of and will take
// over, and that of each message. The last normal view, and what a replica has promised,
// are only compared.
func (c config) numbers(spread int) *growing.Numbers {
	return &growing.Numbers{
		Name:   "views",
		Types:  []reflect.Type{growing.Type[View]()},
		Stride: c.servers,
		Remembered: slices.Concat(
			growing.In[Server]("LastNormal"),
			growing.In[DoViewChange]("LastNormal"),
			growing.Inside[promise](),
		),
		Spread: spread,
	}
}
