package search

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/synod-go/synod/explore"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
)

var _ explore.Keeper = (*spaces)(nil)

// counted is what a search has counted and seen beside the states. A search that is resumed
// goes on from it.
type counted struct {
	Steps     map[string]uint64 // by class
	Refused   []uint64          // by bound
	Tested    []bool            // by question
	Findings  []system.Finding  // by code
	Acted     model.NodeSet
	Boots     int      // initial states
	BootCuts  int      // of them outside the state constraint
	BootOut   []uint64 // initial states that each assumption leaves out
	TimersSet map[model.Timer]model.NodeSet
	Moving    map[string]bool // see System.Moving
	// IdleDelivery says that the delivery of some message was no step, Events that an event
	// was recorded.
	IdleDelivery, Events bool
}

// add adds what was counted in other states. The system, and so the number of bounds, is the same.
func (c *counted) add(more *counted) {
	if c.Steps == nil {
		c.Steps = map[string]uint64{}
	}
	for class, n := range more.Steps {
		c.Steps[class] += n
	}
	if c.Refused == nil {
		c.Refused = make([]uint64, len(more.Refused))
	}
	for i, n := range more.Refused {
		c.Refused[i] += n
	}
	c.Acted |= more.Acted
	c.Boots = max(c.Boots, more.Boots)
	c.BootCuts += more.BootCuts
	if c.BootOut == nil {
		c.BootOut = more.BootOut
	}
	if c.TimersSet == nil {
		c.TimersSet = map[model.Timer]model.NodeSet{}
	}
	for timer, nodes := range more.TimersSet {
		c.TimersSet[timer] |= nodes
	}
	c.Moving = eitherMoves(c.Moving, more.Moving)
	c.IdleDelivery = c.IdleDelivery || more.IdleDelivery
	c.Events = c.Events || more.Events
}

// Save implements explore.Keeper.
func (s *spaces) Save() (json.RawMessage, error) {
	now := s.counted()
	return json.Marshal(&now)
}

// counted is what was counted and seen until now.
func (s *spaces) counted() counted {
	now := counted{
		Steps: map[string]uint64{}, Refused: s.refused(), Findings: s.Findings.Known(), Acted: s.acted(), Boots: s.boots(), BootCuts: s.bootCuts(), BootOut: s.bootOut(),
		TimersSet: s.timersSet(), Moving: s.moving(), IdleDelivery: s.someDeliveryIdle(), Events: s.someEvents(),
	}
	for _, c := range s.stepCounts() {
		now.Steps[c.Name] = c.Steps
	}
	for i := range s.Tested {
		now.Tested = append(now.Tested, s.Tested[i].Load())
	}
	return now
}

// Restore implements explore.Keeper.
func (s *spaces) Restore(saved json.RawMessage) error {
	var before counted
	if err := json.Unmarshal(saved, &before); err != nil {
		return err
	}
	if len(before.Tested) != len(s.Tested) || len(before.Refused) != s.NumBounds() {
		return fmt.Errorf("it has %d properties and %d bounds, and the search has %d and %d", len(before.Tested), len(before.Refused), len(s.Tested), s.NumBounds())
	}
	for code, f := range before.Findings {
		if s.Findings.Register(f) != uint32(code) {
			return fmt.Errorf("finding %d has another number now", code)
		}
	}
	for i, tested := range before.Tested {
		s.Tested[i].Store(tested)
	}
	s.before = before
	return nil
}

// program is the hash of the program that runs: what else a search depends on is in its code.
var program = sync.OnceValues(func() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() // it was only read
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
})

// Identity implements explore.Keeper.
func (s *spaces) Identity() (map[string]string, error) {
	of, err := program()
	if err != nil {
		return nil, fmt.Errorf("a checkpoint needs to know which program it is of: %w", err)
	}
	sys := s.Model
	id := map[string]string{"program (the hash of its code)": of, "protocol": sys.Protocol, "mutant": sys.Mutant, "-seed": fmt.Sprint(s.Seed()), "assumption": s.Assumed()}
	for name, value := range sys.Settings {
		id["-"+name] = value
	}
	var questions, groups []string
	for _, q := range s.Questions {
		questions = append(questions, q.Name)
	}
	slices.Sort(questions)
	id["list of properties"] = strings.Join(questions, ", ")
	for _, g := range sys.Groups {
		groups = append(groups, fmt.Sprintf("%d of %s", g.Count, g.Prefix))
	}
	id["list of nodes"] = strings.Join(groups, ", ")
	for _, b := range s.usedBounds() {
		id["bound "+b.Name] = b.Value
	}
	for i, r := range reductions(s.System) {
		id[fmt.Sprintf("reduction %d", i+1)] = r
	}
	if s.Origin != nil {
		id["start"] = fmt.Sprintf("%x", sha256.Sum256(s.list[0].Encode(nil, s.Origin.Words)))
	}
	return id, nil
}
