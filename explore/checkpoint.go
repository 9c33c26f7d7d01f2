package explore

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/synod-go/synod/internal/stable"
)

// A checkpoint is a directory with what a search needs to go on, however it was ended. It has
// two files:
//
//   - checkpoint.log, to which every level appends its log of parents: how its states were
//     first reached;
//   - checkpoint.json, the manifest: what the search had counted at the end of a level, and up
//     to where the log belongs to that. It is replaced as a whole, after the log is on disk.
//
// There are no states in it. A search that is resumed builds them anew along the log, level
// by level, which takes no successors and no look-ups, and holds a sum of their names against
// the one that was saved. So a checkpoint takes two or three bytes a state and hardly any time.

// Keeper is a System whose searches can be kept in a checkpoint and resumed. Its spaces must be
// Namers.
type Keeper interface {
	System
	// Identity says what the states, the labels of steps and the findings depend on. Only a
	// search of the same identity goes on.
	Identity() (map[string]string, error)
	// Save returns what the system itself has counted and numbered. It is called between
	// levels.
	Save() (json.RawMessage, error)
	// Restore goes on from what Save returned. It is called before any state is built.
	Restore(json.RawMessage) error
}

// Namer is a Space that can name a state that it has built.
type Namer interface {
	Name(s []uint32) uint64
}

// keeperOf returns the system as a Keeper, which a search with checkpoints needs.
func keeperOf(sys System, space Space) (Keeper, error) {
	k, isKeeper := sys.(Keeper)
	if _, isNamer := space.(Namer); !isKeeper || !isNamer {
		return nil, &OptionError{"Checkpoint", fmt.Sprintf("with a %T", space), "systems whose searches can be resumed (Keeper, Namer)"}
	}
	return k, nil
}

// identity is what a search that is resumed must have in common with the one before. Workers,
// memory, time and depth may be others.
func (o *Options) identity() map[string]string {
	return map[string]string{
		"exact search": fmt.Sprint(o.Exact), "search after findings": o.afterFindings(), "number of findings": fmt.Sprint(max(1, o.MaxFindings)),
	}
}

// afterFindings names what a search does when it has found something.
func (o *Options) afterFindings() string {
	switch {
	case o.Continue:
		return "to the end"
	case o.Kinds:
		return "for other kinds"
	}
	return "none"
}

const (
	checkpointFormat = "synod-checkpoint-1"
	manifestName     = "checkpoint.json"
	logName          = "checkpoint.log"
	// commitShare is the most time that putting manifests on disk may take: a level that ends
	// sooner waits, and is lost if the process is killed.
	commitShare = 1.0 / 40
)

// manifest is the content of the manifest file.
type manifest struct {
	Format   string
	Identity map[string]string
	Levels   []manifestLevel
	Steps    uint64
	Cut      uint64
	AnyCut   bool
	Firsts   []finding         `json:",omitempty"`
	Times    map[uint32]uint64 `json:",omitempty"`
	System   json.RawMessage
}

// manifestLevel is what belongs to a level: Names is the sum of the names of its states, End
// where its part of the log ends, and Hash that of this part.
type manifestLevel struct {
	States      uint64
	Names, Hash uint64
	End         int64
}

// CheckpointError says that a directory cannot be used as a checkpoint, and why.
type CheckpointError struct {
	Dir    string
	Reason string
	Err    error // of the file system; nil if the directory itself is what is wrong
}

func (e *CheckpointError) Error() string {
	text := "checkpoint " + e.Dir + ": " + e.Reason
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *CheckpointError) Unwrap() error { return e.Err }

// checkpoint is the one that a search writes.
type checkpoint struct {
	dir    string
	system Keeper
	unlock func() error
	file   *os.File
	w      *bufio.Writer
	end    int64 // of the log
	m      manifest
	level  manifestLevel // that is being written
	hash   *xxh3.Hasher
	record []byte

	behind bool // a level has ended that is in no manifest on disk
	last   time.Time
	took   time.Duration // the last manifest
	spent  time.Duration // on all of it
}

// openCheckpoint makes the checkpoint of a search, or with resume takes the one that is there. It
// is locked before it is looked at.
func openCheckpoint(o Options, system Keeper) (_ *checkpoint, err error) {
	fail := func(reason string, err error) (*checkpoint, error) {
		return nil, &CheckpointError{o.Checkpoint, reason, err}
	}
	identity, err := system.Identity()
	if err != nil {
		return nil, err
	}
	identity = maps.Clone(identity)
	maps.Copy(identity, o.identity())
	c := &checkpoint{dir: o.Checkpoint, system: system, hash: xxh3.New(), m: manifest{Format: checkpointFormat, Identity: identity}}
	defer func() {
		if err != nil {
			c.close()
		}
	}()
	if o.Resume && !c.exists() {
		return fail("there is none to resume: it has no "+manifestName, nil)
	}
	if c.unlock, err = stable.LockSoon(c.dir); err != nil {
		return fail("it cannot be locked", err)
	}
	if !o.Resume && c.exists() {
		return fail("there is one already; resume it, or remove it", nil)
	}
	if c.file, err = os.OpenFile(filepath.Join(c.dir, logName), os.O_RDWR|os.O_CREATE, 0o666); err != nil {
		return fail("its log cannot be opened", err)
	}
	if o.Resume {
		if reason, err := c.take(identity, &o); reason != "" {
			return fail(reason, err)
		}
	}
	if err := c.file.Truncate(c.end); err != nil {
		return fail("its log cannot be cut to its last whole level", err)
	}
	if _, err := c.file.Seek(c.end, io.SeekStart); err != nil {
		return fail("its log cannot be written", err)
	}
	c.w = bufio.NewWriterSize(c.file, 1<<20)
	c.last = time.Now()
	return c, nil
}

// exists reports whether there is a manifest.
func (c *checkpoint) exists() bool {
	_, err := os.Stat(filepath.Join(c.dir, manifestName))
	return err == nil
}

// take reads what is there. It returns why that cannot be resumed, or "".
func (c *checkpoint) take(identity map[string]string, o *Options) (reason string, err error) {
	text, err := os.ReadFile(filepath.Join(c.dir, manifestName))
	if err != nil {
		return "it cannot be read", err
	}
	if reason := c.read(text, identity); reason != "" {
		return reason, nil
	}
	if deep := c.depth(); o.Bounded && deep > o.Depth {
		return fmt.Sprintf("it has states that are %d steps deep, and the depth is bounded by %d", deep, o.Depth), nil
	}
	return c.verify()
}

// read parses a manifest. It returns why that cannot be resumed, or "".
func (c *checkpoint) read(text []byte, identity map[string]string) string {
	content, sum, _ := bytes.Cut(text, []byte("\n"))
	if string(sum) != sumOf(content) {
		return manifestName + " is damaged: its sum is another one"
	}
	var m manifest
	if err := json.Unmarshal(content, &m); err != nil {
		return manifestName + " is damaged: " + err.Error()
	}
	if m.Format != checkpointFormat {
		return fmt.Sprintf("its format is %q; this program reads %q", m.Format, checkpointFormat)
	}
	if reason := OtherSearch(m.Identity, identity); reason != "" {
		return reason
	}
	if len(m.Levels) == 0 {
		return manifestName + " is damaged: it has no levels"
	}
	end := int64(0)
	for _, l := range m.Levels {
		if l.End < end {
			return manifestName + " is damaged: its levels go back"
		}
		end = l.End
	}
	c.m, c.end = m, end
	return ""
}

// OtherSearch returns in which respect the identity that was kept with a search differs from that of
// the search now, or "".
func OtherSearch(kept, now map[string]string) string {
	keys := slices.Concat(slices.Collect(maps.Keys(kept)), slices.Collect(maps.Keys(now)))
	slices.Sort(keys)
	for _, key := range keys {
		if kept[key] != now[key] {
			return fmt.Sprintf("it is of another search: its %s was %q, and is %q now", key, kept[key], now[key])
		}
	}
	return ""
}

// depth is that of the deepest states.
func (c *checkpoint) depth() int {
	for i := len(c.m.Levels) - 1; i > 0; i-- {
		if c.m.Levels[i].States > 0 {
			return i
		}
	}
	return 0
}

// RemoveCheckpoint removes the manifest from a directory, so that no search can be resumed from it.
func RemoveCheckpoint(dir string) error { return os.Remove(filepath.Join(dir, manifestName)) }

// sumOf is the second line of a manifest, after its content.
func sumOf(content []byte) string { return fmt.Sprintf("%016x\n", xxh3.Hash(content)) }

// verify reads the log and holds it against the manifest. It returns what is wrong, or "".
func (c *checkpoint) verify() (reason string, err error) {
	info, err := c.file.Stat()
	if err != nil {
		return "its log cannot be read", err
	}
	if info.Size() < c.end {
		return fmt.Sprintf("%s is damaged: it ends after %d bytes, and should have %d", logName, info.Size(), c.end), nil
	}
	begin := int64(0)
	for depth, l := range c.m.Levels {
		hash := xxh3.New()
		if _, err := io.Copy(hash, io.NewSectionReader(c.file, begin, l.End-begin)); err != nil {
			return "its log cannot be read", err
		}
		if hash.Sum64() != l.Hash {
			return fmt.Sprintf("%s is damaged between byte %d and byte %d, at depth %d", logName, begin, l.End, depth), nil
		}
		begin = l.End
	}
	return "", nil
}

// nameFactor makes the sum of names depend on their order: each is multiplied by one more
// power of it than the next.
const nameFactor = 0x9e3779b97f4a7c15

// AddName adds a name to a sum of names, which depends on their order.
func AddName(sum, name uint64) uint64 { return sum*nameFactor + name }

// joinNames returns the sum of the names of two lists, given their sums and how many are in
// the second.
func joinNames(first, second, count uint64) uint64 {
	power, factor := uint64(1), uint64(nameFactor)
	for n := count; n > 0; n >>= 1 {
		if n&1 == 1 {
			power *= factor
		}
		factor *= factor
	}
	return first*power + second
}

// add appends what a stretch found.
func (c *checkpoint) add(st *stretch, count uint64) {
	if c == nil || count == 0 {
		return
	}
	start := time.Now()
	c.level.States += count
	c.level.Names = joinNames(c.level.Names, st.names, count)
	c.record = binary.AppendUvarint(c.record[:0], count)
	c.record = binary.AppendUvarint(c.record, st.in.first)
	c.record = append(c.record, st.log.data...)
	_, _ = c.hash.Write(c.record) // a hash takes everything
	_, _ = c.w.Write(c.record)    // its error comes again with Flush
	c.end += int64(len(c.record))
	c.spent += time.Since(start)
}

// endLevel notes how far the search is. Unless it did so a moment ago it puts that on disk.
func (c *checkpoint) endLevel(s *search) error {
	if c == nil {
		return nil
	}
	c.level.End, c.level.Hash = c.end, c.hash.Sum64()
	c.m.Levels = append(c.m.Levels, c.level)
	c.level = manifestLevel{}
	c.hash.Reset()
	c.behind = true
	if float64(time.Since(c.last))*commitShare < float64(c.took) {
		return nil
	}
	return c.commit(s)
}

// commit puts the log on disk, and then a manifest. The search is between two levels.
func (c *checkpoint) commit(s *search) error {
	if c == nil || !c.behind {
		return nil
	}
	start := time.Now()
	defer func() {
		c.took = time.Since(start)
		c.spent += c.took
		c.last = time.Now()
	}()
	c.m.Steps, c.m.Cut, c.m.AnyCut = s.steps.Load(), s.cut.Load(), s.anyCut
	c.m.Firsts, c.m.Times = slices.SortedFunc(slices.Values(s.found.kept()), finding.compare), s.found.counts()
	var err error
	if c.m.System, err = c.system.Save(); err != nil {
		return c.wrap(err)
	}
	content, err := json.Marshal(&c.m)
	if err == nil {
		err = c.w.Flush()
	}
	if err == nil {
		err = c.file.Sync()
	}
	if err == nil {
		err = stable.Replace(filepath.Join(c.dir, manifestName), append(append(content, '\n'), sumOf(content)...))
	}
	if err != nil {
		return c.wrap(err)
	}
	c.behind = false
	return nil
}

func (c *checkpoint) wrap(err error) error {
	return &CheckpointError{c.dir, "it cannot be written; what it had before is whole", err}
}

// close lets go of the files. What was written since the last manifest is cut off by the search
// that is resumed.
func (c *checkpoint) close() {
	if c == nil {
		return
	}
	if c.file != nil {
		_ = c.file.Close() // what counts was synced
	}
	if c.unlock != nil {
		_ = c.unlock() // the lock ends with the process anyway
	}
}
