package cmd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/synod-go/synod/cmd/internal/cluster"
	"github.com/synod-go/synod/explore/report"
	"github.com/synod-go/synod/internal/memory"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/tla/validate"
)

// The flags of explore cluster beside general ones.
const (
	flagFor    = "for"
	flagFaults = "faults"
	flagKills  = "kills"
	flagAfter  = "after"
	flagKeep   = "record"
	flagCheck  = "check"
)

// The defaults of explore cluster.
const (
	defaultFor   = 20 * time.Second
	defaultCheck = 5 * time.Minute
	defaultRate  = 10
)

func clusterFlags() []general {
	flags := []general{
		{flagProtocol, "NAME", "the protocol to run"},
		{flagMutant, "NAME", "put a known bug in"},
		{flagFor, "DURATION", "how long it runs (default " + defaultFor.String() + ")"},
		{flagFaults, "KIND,…", "what goes wrong: " + strings.Join(cluster.Kinds, ", ") + "; none; default all that the settings allow"},
		{flagKills, "N", "instead of -for and -faults: kill a node and start it again, so often, one after the other"},
		{flagAfter, "EVENT", `a node is killed each time that it has logged such an event, and at no other time, like "sent RequestVoteReply Granted=true" or "timeout election state.Term=3" (docs/cluster.md)`},
		{flagSeed, "N", "seed of the schedule of faults, and of what is chosen at random (default 0); it does not make two runs equal"},
		{flagKeep, "DIR", "keep logs, history, schedule and disks there, in a directory that is empty or made"},
		{flagCheck, "DURATION", "how long to look whether the history is linearizable, and as long whether the logs fit the spec (default " + defaultCheck.String() + ")"},
	}
	for _, f := range loggingFlags() {
		if f.name == flagRate {
			f.doc = fmt.Sprintf("operations that each client starts in a second at most (default %d; 0: one after the other)", defaultRate)
		}
		flags = append(flags, f)
	}
	flags = append(flags, general{flagMemory, "SIZE", "memory for the check of the logs, like 4GiB (default " + defaultMemoryText() + ")"})
	flags = append(flags, general{flagOut, "DIR", "where the run of logs that are refused is saved, made when needed (default " + defaultOut + ")"})
	flags = append(flags, generals(flagJSON, flagJUnit, flagAnnotations)...)
	return append(flags, general{flagHelp, "", "show this; with -protocol also that protocol's own flags"})
}

func (t *tool) clusterCommand() *command {
	return &command{name: cluster.Name, doc: "run a protocol as processes, break them, check what they did", run: t.cluster, flags: clusterFlags(), ofProtocols: true}
}

const clusterUsage = `PROGRAM cluster -protocol NAME runs the nodes of a protocol as processes on this machine,
with clients that load them, and breaks them on purpose: it kills and restarts processes,
stops and continues them, cuts the network, loses, doubles and delays messages, spoils clocks
and disks. Then it says whether what the clients saw is linearizable, and whether what the
nodes logged is a behaviour of the protocol's TLA+ spec, if it has these. Settings that are
not given are the protocol's for a live cluster. Equal seeds make equal schedules of faults.
docs/cluster.md says more.

`

const clusterExitCodes = `
Exit codes: 0 nothing is violated; 1 something is, or the logs are no behaviour of the
spec; 2 wrong usage; 3 inconclusive (time, memory, interrupt); 4 internal error.
`

// cluster is the subcommand cluster.
func (t *tool) cluster(ctx context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.protocolHelp(c, clusterUsage, clusterFlags(), clusterExitCodes)
	}
	if c.Args().Present() {
		return usagef("cluster takes no argument; %q is given", c.Args().First())
	}
	o, err := t.parseSaving(c)
	if err != nil {
		return err
	}
	p, sys, err := t.liveSystem(c)
	if err != nil {
		return err
	}
	opts, err := t.parseCluster(c, p, sys)
	if err != nil {
		return err
	}
	kept := c.IsSet(flagKeep)
	if opts.Dir, err = clusterDir(c); err != nil {
		return err
	}
	shown := t.newProgress(o.json)
	opts.Every, opts.Progress = shown.every, shown.say
	stop := context.AfterFunc(ctx, shown.interrupted)
	if opts.Validate.Memory > 0 {
		memory.LimitHeap(opts.Validate.Memory)
	}
	start := time.Now()
	r, err := cluster.Run(ctx, *opts)
	stop()
	shown.end()
	if err != nil {
		return errors.Join(err, removeUnless(kept, opts.Dir))
	}
	r.Resources.Elapsed = time.Since(start)
	r.Subject = clusterSubject(p, c.String(flagMutant), sys)
	kept = kept || r.Verdict != report.Holds
	if !kept {
		r.Cluster.Dir = ""
	}
	var saving error
	if run := r.Cluster.Refused; run != nil && r.Validation.Misfit != nil {
		saving = o.saveMisfit(run, r.Validation.Misfit, r.Subject.Name+"-cluster")
	}
	saving = errors.Join(saving, removeUnless(kept, opts.Dir))
	return t.deliver(r, &o, 1, saving)
}

// clusterSubject is what the report is about.
func clusterSubject(p *model.Protocol, mutant string, sys *model.System) report.Subject {
	s := report.Subject{
		Name: p.Name, Doc: p.Doc, Protocol: p.Name, Settings: sys.Settings,
		Given: []report.Line{{Label: "settings", Text: settingsText(p, sys.Settings)}},
	}
	if m := p.Mutant(mutant); m != nil {
		s.Mutant = report.Mutant{Name: m.Name, Doc: m.Doc, Breaks: m.Breaks}
	}
	return s
}

// removeUnless removes a directory unless it is kept.
func removeUnless(kept bool, dir string) error {
	if kept {
		return nil
	}
	return os.RemoveAll(dir)
}

// clusterDir is the directory of a cluster, which is there and empty.
func clusterDir(c *call) (string, error) {
	if !c.IsSet(flagKeep) {
		return os.MkdirTemp("", "synod-cluster-")
	}
	dir := c.String(flagKeep)
	if dir == "" {
		return "", usagef(`-%s "": a directory is needed`, flagKeep)
	}
	err := os.MkdirAll(dir, 0o777)
	var entries []os.DirEntry
	if err == nil {
		entries, err = os.ReadDir(dir)
	}
	switch {
	case err != nil:
		return "", usagef("-%s: %w", flagKeep, err)
	case len(entries) > 0:
		return "", usagef("-%s %s: it is not empty; accepted is an empty directory, or one that is made", flagKeep, dir)
	}
	return filepath.Abs(dir)
}

// parseCluster reads the command line of explore cluster.
func (t *tool) parseCluster(c *call, p *model.Protocol, sys *model.System) (o *cluster.Options, err error) {
	o = &cluster.Options{System: sys, Protocol: p, Length: defaultFor, Check: defaultCheck}
	if p.Mapping != nil {
		o.Trace, o.Specs = p.Mapping.Trace, p.Mapping.FS
	}
	for name, d := range map[string]*time.Duration{flagFor: &o.Length, flagCheck: &o.Check} {
		if c.IsSet(name) {
			if *d, err = duration(c, name, likeTimes); err != nil {
				return nil, err
			}
		}
	}
	if o.Logging, o.Rate, err = parseLogging(c); err != nil {
		return nil, err
	}
	if !c.IsSet(flagRate) {
		o.Rate = defaultRate
	}
	if o.Seed, err = seed(c); err != nil {
		return nil, err
	}
	o.Validate = validate.Options{Time: o.Check}
	if o.Validate.Memory, err = memoryLimit(c, 1); err != nil {
		return nil, err
	}
	if err := parseSchedule(c, o); err != nil {
		return nil, err
	}
	o.Command, err = t.nodeCommandLine(c, p, o)
	return o, err
}

// parseSchedule reads which faults there are, and makes the schedule.
func parseSchedule(c *call, o *cluster.Options) (err error) {
	v := cluster.VictimsOf(o.System)
	if c.IsSet(flagAfter) {
		if o.After, err = cluster.ParseTrigger(o.System, c.String(flagAfter)); err != nil {
			return usagef("-%s %w", flagAfter, err)
		}
		if c.IsSet(flagKills) {
			return usagef("-%s and -%s are both given; one is accepted", flagKills, flagAfter)
		}
	}
	if c.IsSet(flagKills) {
		for _, name := range []string{flagFor, flagFaults} {
			if c.IsSet(name) {
				return usagef("-%s and -%s are both given; one is accepted", flagKills, name)
			}
		}
		count, err := wholeNumber(c, flagKills, 1, 100_000)
		if err != nil {
			return err
		}
		if len(v.Crash) == 0 || len(v.CrashFor) > 0 {
			return usagef("-%s: no node of %s crashes and restarts", flagKills, o.System.Protocol)
		}
		o.Faults, o.Length = cluster.Restarts(o.Seed, v, count)
		return nil
	}
	possible := cluster.Possible(o.System)
	kinds := slices.DeleteFunc(slices.Clone(cluster.Kinds), func(kind string) bool { return possible[kind] != "" || !cluster.Usual(o.System, kind) })
	if text := c.String(flagFaults); c.IsSet(flagFaults) {
		kinds = nil
		for kind := range strings.SplitSeq(text, ",") {
			switch kind = strings.TrimSpace(kind); {
			case kind == "none" && kinds == nil:
				continue
			case !slices.Contains(cluster.Kinds, kind):
				return usagef("-%s %s: accepted are %s, with commas between them, and none", flagFaults, given(text), strings.Join(cluster.Kinds, ", "))
			case possible[kind] != "":
				return usagef("-%s %s: %s", flagFaults, kind, possible[kind])
			case !slices.Contains(kinds, kind):
				kinds = append(kinds, kind)
			}
		}
	}
	if o.After != nil { // crashes come when it does
		if !slices.Contains(kinds, cluster.Crash) {
			return usagef("-%s: there are no crashes that could wait for an event; -%s has no %s", flagAfter, flagFaults, cluster.Crash)
		}
		kinds = slices.DeleteFunc(kinds, func(kind string) bool { return kind == cluster.Crash })
	}
	o.Faults = cluster.Plan(o.Seed, kinds, v, o.Length)
	return nil
}

// nodeCommandLine returns what makes the command of a node.
func (t *tool) nodeCommandLine(c *call, p *model.Protocol, o *cluster.Options) (func(cluster.Arguments) *exec.Cmd, error) {
	program, err := self()
	if err != nil {
		return nil, err
	}
	args := []string{t.nodeCommand().name, "-" + flagControl, "-" + flagProtocol, p.Name, fmt.Sprintf("-%s=%d", flagSeed, o.Seed)}
	if mutant := c.String(flagMutant); mutant != "" {
		args = append(args, "-"+flagMutant, mutant)
	}
	for _, name := range slices.Sorted(maps.Keys(o.System.Settings)) {
		args = append(args, "-"+name+"="+o.System.Settings[name])
	}
	for _, name := range []string{flagObserve, flagMost, flagBrief, flagUnlogged} {
		if c.IsSet(name) {
			args = append(args, "-"+name+"="+c.String(name))
		}
	}
	return func(a cluster.Arguments) *exec.Cmd {
		var peers []string
		for _, name := range slices.Sorted(maps.Keys(a.Peers)) {
			peers = append(peers, name+"="+a.Peers[name])
		}
		own := []string{"-" + flagNodeName, a.Node, "-" + flagDisk, a.Disk, "-" + flagLog, a.Log, "-" + flagPeers, strings.Join(peers, ",")}
		return exec.Command(program, slices.Concat(args, own)...)
	}, nil
}
