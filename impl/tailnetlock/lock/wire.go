package lock

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"tailscale.com/tka"
)

// Hash is the hash of an update, as the library writes it.
type Hash string

// String is enough of the hash to tell it from others.
func (h Hash) String() string { return string(h[:min(len(h), 4)]) }

func hashOf(h tka.AUMHash) Hash { return Hash(h.String()) }

func (h Hash) decode() (out tka.AUMHash) {
	must(out.UnmarshalText([]byte(h)))
	return out
}

func hashesOf(hs []tka.AUMHash) (out []Hash) {
	for _, h := range hs {
		out = append(out, hashOf(h))
	}
	return out
}

// Update is an update of the trusted keys (the library's AUM), in hexadecimal digits as it
// goes over the wire and to the disk.
type Update string

func updateOf(a tka.AUM) Update { return Update(hex.EncodeToString(a.Serialize())) }

func updatesOf(as []tka.AUM) (out []Update) {
	for _, a := range as {
		out = append(out, updateOf(a))
	}
	return out
}

func (u Update) decode() (a tka.AUM) {
	must(a.Unserialize(must1(hex.DecodeString(string(u)))))
	return a
}

func (u Update) hash() Hash {
	a := u.decode()
	return hashOf(a.Hash())
}

func decodeAll(us []Update) (out []tka.AUM) {
	for _, u := range us {
		out = append(out, u.decode())
	}
	return out
}

// String says what the update does, by whose keys it is signed, and what it follows.
func (u Update) String() string {
	a := u.decode()
	what := a.MessageKind.String()
	switch a.MessageKind {
	case tka.AUMAddKey:
		what += " " + keyName(a.Key.MustID())
	case tka.AUMRemoveKey:
		what += " " + keyName(a.KeyID)
	case tka.AUMCheckpoint:
		var keys []string
		for _, k := range a.State.Keys {
			keys = append(keys, keyName(k.MustID()))
		}
		what += " of " + strings.Join(keys, ", ")
	}
	var by []string
	for _, s := range a.Signatures {
		by = append(by, keyName(s.KeyID))
	}
	slices.Sort(by)
	text := fmt.Sprintf("%s (%s by %s", hashOf(a.Hash()), what, strings.Join(by, ", "))
	if parent, ok := a.Parent(); ok {
		text += " after " + hashOf(parent).String()
	}
	return text + ")"
}

// Messages. A client and the control plane speak by remote calls: a reply belongs to a
// request of one life of the client, and one that comes after a crash is not listened to.
type (
	// Offer begins a synchronisation: what the client has.
	Offer struct {
		Life      int
		Head      Hash
		Ancestors []Hash
	}
	// OfferReply says what the control plane has, and brings what the client lacks.
	OfferReply struct {
		Life      int
		Head      Hash
		Ancestors []Hash
		Missing   []Update
		Err       string
	}
	// Send brings what the control plane lacks, and ends a synchronisation.
	Send struct {
		Life    int
		Updates []Update
	}
	SendReply struct {
		Life int
		Head Hash
		Err  string
	}
	// Submit brings a new change of the keys.
	Submit struct {
		Life    int
		Updates []Update
	}
	SubmitReply struct {
		Life int
		Head Hash
		Err  string
	}
)
