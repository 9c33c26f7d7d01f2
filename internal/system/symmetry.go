package system

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"sort"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/internal/node"
	"github.com/synod-go/synod/internal/shown"
	"github.com/synod-go/synod/model"
)

func isIdentity(perm []int) bool {
	for i, p := range perm {
		if i != p {
			return false
		}
	}
	return true
}

// renaming returns a permutation as a function. Indexes of no node stay what they are: a
// field may hold any NodeID.
func renaming(perm []int) func(int) int {
	return func(i int) int {
		if i >= len(perm) {
			return i
		}
		return perm[i]
	}
}

func identityOnly(n int) [][]int {
	id := make([]int, n)
	for i := range id {
		id[i] = i
	}
	return [][]int{id}
}

// maxPerms bounds the permutations that a state carries fingerprints for.
const maxPerms = 720

// symmetries returns all permutations of the nodes within symmetric groups.
func (c *System) symmetries() ([][]int, error) {
	perms := identityOnly(len(c.Nodes))
	first, any := 0, false
	for _, g := range c.Model.Groups {
		if g.Symmetric && g.Count > 1 {
			any = true
			var all [][]int
			for _, p := range permutations(g.Count) {
				for _, base := range perms {
					q := append([]int(nil), base...)
					for i, to := range p {
						q[first+i] = first + to
					}
					all = append(all, q)
				}
			}
			perms = all
		}
		first += g.Count
		if len(perms) > maxPerms {
			return nil, fmt.Errorf("symmetry: the nodes can be permuted in more than %d ways; use fewer interchangeable nodes, or leave symmetry off", maxPerms)
		}
	}
	if !any {
		return nil, fmt.Errorf("symmetry: no two nodes of this system are interchangeable")
	}
	for _, b := range c.Model.TimerBounds {
		if len(b.PerNode) > 0 {
			return nil, fmt.Errorf("symmetry: the bound of timer %s per node tells nodes apart", b.Timer)
		}
	}
	if err := c.checkInterchangeable(); err != nil {
		return nil, err
	}
	// The identity goes first.
	sort.SliceStable(perms, func(i, j int) bool { return isIdentity(perms[i]) && !isIdentity(perms[j]) })
	return perms, nil
}

// checkInterchangeable returns an error when the constructor of a symmetric group
// tells its nodes apart: by a setting, or by a field that they have again after a
// restart. Other first fields do no harm.
func (c *System) checkInterchangeable() error {
	first := 0
	for _, g := range c.Model.Groups {
		for i := first + 1; g.Symmetric && i < first+g.Count; i++ {
			a, b := c.Handlers.Kinds[first], c.Handlers.Kinds[i]
			other, err := b.OtherSetting(a, func(t reflect.Type) bool { return shown.NamesNodes(t) })
			if err != nil {
				return err
			}
			if other != "" {
				return fmt.Errorf("symmetry: %s and %s are not interchangeable: the constructor gives them different settings %s", c.Names[first+1], c.Names[i+1], other)
			}
			if !g.Crashes || g.CrashStop || c.Model.Faults.Crashes == 0 {
				continue
			}
			mine := b.Rename(b.Boot(), func(n int) int {
				switch n {
				case first:
					return i
				case i:
					return first
				}
				return n
			})
			if !bytes.Equal(a.Boot(), mine) {
				return fmt.Errorf("symmetry: %s and %s are not interchangeable: the constructor gives them different fields, which they have again after a restart", c.Names[first+1], c.Names[i+1])
			}
		}
		first += g.Count
	}
	return nil
}

// permutations returns all permutations of 0 … n-1.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for at := 0; at <= len(p); at++ {
			q := append([]int(nil), p[:at]...)
			q = append(q, n-1)
			all = append(all, append(q, p[at:]...))
		}
	}
	return all
}

// Key implements explore.Space.
func (sp *Space) Key(dst, s []uint32) (key []uint32, err error) {
	defer guard.Caught(&err)
	if sp.Sys.difference != nil {
		return sp.normalKey(dst, s), nil
	}
	if sp.perms == 1 {
		return append(dst, s[sp.Nodes:]...), nil
	}
	return sp.smallestKey(dst, s), nil
}

// smallestKey appends the smallest of the permutations of s.
func (sp *Space) smallestKey(dst, s []uint32) []uint32 {
	var smallest []uint32
	for _, perm := range sp.Sys.Perms {
		key := sp.permuted(s, perm)
		if smallest == nil || slices.Compare(key, smallest) < 0 {
			smallest = key
		}
	}
	return append(dst, smallest...)
}

// permuted returns s without its fingerprints under a permutation of the nodes.
func (sp *Space) permuted(s []uint32, perm []int) []uint32 {
	c := sp.Sys
	key := make([]uint32, len(s)-sp.Nodes)
	at := func(i int) *uint32 { return &key[i-sp.Nodes] }
	for i, id := range s[sp.Nodes:sp.Mons] {
		b := c.NodeTable.Bytes(id)
		*at(sp.Nodes + perm[i]) = c.NodeTable.Intern(c.NodeTable.renamed(node.Split(b), b, perm))
	}
	rename := renaming(perm)
	for i, m := range c.Mons {
		v := guard.Must1(c.codec.Rename(guard.Must1(c.codec.Decode(m.Bytes(s[sp.Mons+i]))), rename))
		*at(sp.Mons + i) = m.Intern(guard.Must1(c.codec.Append(nil, v)))
	}
	if sp.HasFaults {
		*at(sp.faults) = c.Faults.of(c.Faults.renamed(c.Faults.values.At(s[sp.faults]), perm))
	}
	items := key[sp.Layout.items-sp.Nodes:]
	for i, item := range s[sp.Layout.items:] {
		if sp.network == model.FIFO {
			var messages []uint32
			for _, m := range c.chanTable.messages(item) {
				messages = append(messages, c.msgTable.Intern(c.msgTable.renamed(c.msgTable.Bytes(m), perm)))
			}
			items[i] = c.chanTable.of(messages)
			continue
		}
		items[i] = c.msgTable.Intern(c.msgTable.renamed(c.msgTable.Bytes(item), perm))
	}
	sp.sortItems(items)
	return key
}

// sortItems puts what is in the network into its order.
func (sp *Space) sortItems(items []uint32) {
	slices.SortFunc(items, func(a, b uint32) int {
		switch {
		case a == b:
			return 0
		case sp.network == model.FIFO && sp.channel(a).order > sp.channel(b).order, sp.network != model.FIFO && sp.msgAfter(a, b):
			return 1
		}
		return -1
	})
}
