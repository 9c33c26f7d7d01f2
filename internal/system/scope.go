package system

import (
	"fmt"
	"slices"

	"github.com/synod-go/synod/internal/guard"
	"github.com/synod-go/synod/model"
)

// What the faults of the network hit, and which links and nodes the cuts keep apart.

// link is a link that can be cut: both ways, or from one node to another.
type link struct{ from, to model.NodeID }

// compileScope reads what the faults of the network hit.
func (c *System) compileScope() (err error) {
	r, f, scope := &c.Faults, c.Model.Faults, c.Model.Scope
	if r.dropped, err = c.reached("Scope.Drops", scope.Drops); err != nil {
		return err
	}
	if r.doubled, err = c.reached("Scope.Duplicates", scope.Duplicates); err != nil {
		return err
	}
	links, err := c.reached("Scope.Links", scope.Links)
	if err != nil {
		return err
	}
	var divided model.NodeSet
	for _, name := range scope.Partitions {
		nodes, err := c.named("Scope.Partitions", name)
		if err != nil {
			return err
		}
		divided |= nodes
	}
	if scope.Partitions == nil {
		divided = c.all()
	}
	if f.Links > 0 {
		r.links = linksOf(links, scope.OneWay)
	}
	if f.Partitions > 0 {
		if divided.Len() > maxCutNodes {
			return fmt.Errorf("partitions are possible with at most %d nodes, not %d; Scope.Partitions can name fewer", maxCutNodes, divided.Len())
		}
		r.cuts = cutsOf(divided.IDs())
	}
	return nil
}

// all returns all nodes.
func (c *System) all() (nodes model.NodeSet) {
	for _, n := range c.Nodes {
		nodes = nodes.With(n.ID)
	}
	return nodes
}

// named returns the nodes that a name stands for: one node, a group by its prefix, or all
// with "".
func (c *System) named(where, name string) (nodes model.NodeSet, err error) {
	if name == "" {
		return c.all(), nil
	}
	group := slices.IndexFunc(c.Model.Groups, func(g model.Group) bool { return g.Prefix == name })
	at := slices.Index(c.Names[1:], name)
	switch {
	case group < 0 && at < 0:
		return 0, fmt.Errorf("%s: there is no node or group %q; there are the groups %q", where, name, c.prefixes())
	case group < 0:
		g := c.Model.Groups[c.Nodes[at].Group]
		if c.Model.Symmetry && g.Symmetric && g.Count > 1 {
			return 0, fmt.Errorf("symmetry: %s names node %s, and so tells it from the others of group %s; it can name the group", where, name, g.Prefix)
		}
		return model.SetOf(model.NodeID(at + 1)), nil
	case at >= 0 && c.Nodes[at].Group != group:
		return 0, fmt.Errorf("%s: %q is both a node and a group; groups need other prefixes", where, name)
	}
	for _, n := range c.Nodes {
		if n.Group == group {
			nodes = nodes.With(n.ID)
		}
	}
	return nodes, nil
}

func (c *System) prefixes() (prefixes []string) {
	for _, g := range c.Model.Groups {
		prefixes = append(prefixes, g.Prefix)
	}
	return prefixes
}

// reached returns, by the index of the sender, the receivers on some links; nil names all.
func (c *System) reached(where string, links []model.Link) ([]model.NodeSet, error) {
	if links == nil {
		links = []model.Link{{}}
	}
	reached := make([]model.NodeSet, len(c.Nodes))
	for _, l := range links {
		from, err := c.named(where, l.From)
		if err != nil {
			return nil, err
		}
		to, err := c.named(where, l.To)
		if err != nil {
			return nil, err
		}
		for _, id := range from.IDs() {
			reached[id-1] |= to
		}
	}
	return reached, nil
}

// linksOf lists the links between different nodes that can be cut. With both directions
// cut at a time the lower node comes first.
func linksOf(reached []model.NodeSet, oneWay bool) (links []link) {
	for i := range reached {
		for j := range reached {
			there := reached[i].Has(model.NodeID(j + 1))
			if oneWay && i != j && there || !oneWay && i < j && (there || reached[j].Has(model.NodeID(i+1))) {
				links = append(links, link{model.NodeID(i + 1), model.NodeID(j + 1)})
			}
		}
	}
	return links
}

// cutsOf lists every way to cut some nodes into two sides. The side of the first node is
// named first, so that no cut is listed twice.
func cutsOf(ids []model.NodeID) (cuts [][2]model.NodeSet) {
	if len(ids) == 0 {
		return nil
	}
	for bits := range 1<<(len(ids)-1) - 1 {
		sides := [2]model.NodeSet{model.SetOf(ids[0])}
		for i, id := range ids[1:] {
			side := 1 - bits>>i&1
			sides[side] = sides[side].With(id)
		}
		cuts = append(cuts, sides)
	}
	return cuts
}

// apart returns whom each node does not reach, by its index; nil if no cut is in force.
func (r *faultRules) apart(s *faultState) []model.NodeSet {
	if s.cut == 0 && len(s.links) == 0 {
		return nil
	}
	apart := make([]model.NodeSet, len(r.c.Nodes))
	if s.cut > 0 {
		sides := r.cuts[s.cut-1]
		for i, side := range sides {
			for _, id := range side.IDs() {
				apart[id-1] = sides[1-i]
			}
		}
	}
	for _, l := range s.links {
		from, to := r.links[l].from, r.links[l].to
		apart[from-1] = apart[from-1].With(to)
		if !r.c.Model.Scope.OneWay {
			apart[to-1] = apart[to-1].With(from)
		}
	}
	return apart
}

// renamed returns a fault state under a permutation of the nodes. Which cuts are in force,
// who leads and whose clock is ahead depends on their names; the rest does not (bounds per
// node exclude symmetry).
func (r *faultRules) renamed(s faultState, perm []int) faultState {
	if isIdentity(perm) {
		return s
	}
	if leader := s.leader(); leader != model.Nobody {
		s.stabilised = 2 + perm[leader-1]
	}
	ahead := s.ahead
	s.ahead = slices.Clone(ahead)
	for i := range ahead {
		n := len(perm)
		s.ahead[i-i%n+perm[i%n]] = ahead[i]
	}
	if s.apart == nil {
		return s
	}
	to := renaming(perm)
	if s.cut > 0 {
		var side model.NodeSet
		for _, id := range r.cuts[s.cut-1][0].IDs() {
			side = side.With(renameID(id, to))
		}
		s.cut = 1 + imageOf(r.cuts, func(c [2]model.NodeSet) bool { return c[0] == side || c[1] == side })
	}
	links := make([]int, len(s.links))
	for i, l := range s.links {
		was := r.links[l]
		is, back := link{renameID(was.from, to), renameID(was.to, to)}, link{renameID(was.to, to), renameID(was.from, to)}
		oneWay := r.c.Model.Scope.OneWay
		links[i] = imageOf(r.links, func(l link) bool { return l == is || l == back && !oneWay })
	}
	slices.Sort(links)
	s.links = links
	return s
}

// imageOf returns where what a permutation made of a cut stands in a list, which has the
// images of all.
func imageOf[T any](list []T, is func(T) bool) int {
	at := slices.IndexFunc(list, is)
	if at < 0 {
		panic(guard.Internal{Err: fmt.Errorf("a cut has no image under a permutation of the nodes")})
	}
	return at
}

// Hits says what the faults of the network can hit: whether there are links on which
// messages are dropped, or duplicated, and how many links and partitions can be cut.
type Hits struct {
	Drops, Duplicates bool
	Links, Partitions int
}

// Hits returns what the faults of the network can hit.
func (r *faultRules) Hits() Hits {
	some := func(reached model.NodeSet) bool { return reached != 0 }
	return Hits{slices.ContainsFunc(r.dropped, some), slices.ContainsFunc(r.doubled, some), len(r.links), len(r.cuts)}
}
