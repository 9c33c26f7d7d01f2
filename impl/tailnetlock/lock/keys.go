package lock

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"reflect"
	"slices"

	"tailscale.com/tka"
	"tailscale.com/types/key"
	"tailscale.com/types/tkatype"
)

// maxKey is the number of the last key that there can be.
const maxKey = 999

// signers are all keys, by their numbers from 1. They are made from the numbers, not at
// random. Signatures of Ed25519 are deterministic.
var signers = func() (all [maxKey + 1]key.NLPrivate) {
	for n := range all {
		seed := [ed25519.SeedSize]byte{byte(n), byte(n >> 8)}
		text := "nlpriv:" + hex.EncodeToString(ed25519.NewKeyFromSeed(seed[:]))
		must(all[n].UnmarshalText([]byte(text)))
	}
	return all
}()

// keyNames has the name of each key by its id.
var keyNames = func() map[string]string {
	names := map[string]string{}
	for n, s := range signers {
		names[string(s.KeyID())] = fmt.Sprintf("K%d", n)
	}
	return names
}()

func keyName(id tkatype.KeyID) string { return keyNames[string(id)] }

// publicKey is a key as the library trusts it, with one vote as by default.
func publicKey(n int) tka.Key {
	return tka.Key{Kind: tka.Key25519, Public: signers[n].KeyID(), Votes: 1}
}

// trusted are the names of the keys that an authority trusts.
func trusted(a *tka.Authority) (names []string) {
	for _, k := range a.Keys() {
		names = append(names, keyName(k.MustID()))
	}
	slices.Sort(names)
	return names
}

// genesisState trusts the keys of the clients. One value that disables the lock is
// required. Its field was renamed in v1.98.0, so it is found by its number on the wire.
func genesisState(clients int) tka.State {
	var s tka.State
	for n := 1; n <= clients; n++ {
		s.Keys = append(s.Keys, publicKey(n))
	}
	fields := reflect.ValueOf(&s).Elem()
	for i := range fields.NumField() {
		if fields.Type().Field(i).Tag.Get("cbor") == "2,keyasint" {
			fields.Field(i).Set(reflect.ValueOf([][]byte{make([]byte, 32)}))
		}
	}
	return s
}

// must is for what can only go wrong if the harness is wrong.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

func must1[T any](v T, err error) T {
	must(err)
	return v
}
