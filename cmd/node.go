package cmd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/synod-go/synod/cmd/internal/cluster"
	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/system"
	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/host"
)

// The flags of explore node beside general ones.
const (
	flagNodeName  = "name"
	flagListen    = "listen"
	flagPeers     = "peers"
	flagDisk      = "disk"
	flagLog       = "log"
	flagMost      = "most"
	flagRate      = "rate"
	flagMetrics   = "metrics"
	flagCert      = "tls-cert"
	flagKey       = "tls-key"
	flagAuthority = "tls-ca"
	flagVerbose   = "v"
	flagBrief     = "brief"
	flagControl   = "control"
)

func nodeFlags() []general {
	flags := []general{
		{flagProtocol, "NAME", "the protocol"},
		{flagMutant, "NAME", "put a known bug in"},
		{flagNodeName, "NODE", "the node, like S1"},
		{flagListen, "HOST:PORT", "where the others reach it (default a free port of 127.0.0.1)"},
		{flagPeers, "NODE=HOST:PORT,…", "where it reaches the others, all of them"},
		{flagDisk, "DIR", "where its durable fields are kept, made when needed (default nowhere: it must not crash then)"},
		{flagLog, "FILE", "log its events there (docs/events.md)"},
		{flagSeed, "N", "seed of what is chosen at random: choices, and how long timers last"},
		{flagMetrics, "HOST:PORT", "serve metrics (/metrics) and profiles (/debug/pprof/) there"},
		{flagCert, "FILE", "encrypt all connections: its certificate, PEM, for the name of the node"},
		{flagKey, "FILE", "the key of that"},
		{flagAuthority, "FILE", "the certificate of the authority of all nodes"},
		{flagVerbose, "", "say more: also what handlers log"},
		{flagControl, "", "be controlled over standard input and output, by " + cluster.Name},
	}
	flags = append(flags, loggingFlags()...)
	return append(flags, general{flagHelp, "", "show this; with -protocol also that protocol's own flags"})
}

// loggingFlags say what of its events a node logs, and how fast clients are.
func loggingFlags() []general {
	return []general{
		{flagRate, "N", "operations that a client starts in a second at most (0: one after the other)"},
		{flagObserve, "all|none|FIELD,…", "the fields that are logged of the acting node after each event (default all)"},
		{flagMost, "N", fmt.Sprintf("leave out fields that are made of more values, except at a start (default %d, -1: none)", host.DefaultMost)},
		{flagBrief, "", "log only the types of messages where they are sent: what they say stands where they are received"},
		{flagUnlogged, "KIND,…", `kinds of events to leave out, like deliver; "timeout NAME" is one timer`},
	}
}

func (t *tool) nodeCommand() *command {
	return &command{name: "node", doc: "run one node of a protocol as a process", run: t.node, flags: nodeFlags(), ofProtocols: true}
}

const nodeUsage = `PROGRAM node -protocol NAME -name NODE -peers NODE=HOST:PORT,… runs one node of a
protocol for real: messages go over TCP, durable fields are on disk, timers take time.
Nodes that talk to each other need equal settings; those that are not given are the
protocol's for a live cluster, and bounds have no meaning. It runs until it is
interrupted, or killed: then it goes on when it is started again with the same disk.
PROGRAM cluster runs a whole cluster on this machine, with faults. docs/cluster.md says
more.

`

const nodeExitCodes = `
Exit codes: 0 it was ended; 1 a handler panicked or broke a rule; 2 wrong usage, a
disk or log that cannot be gone on with; 3 the disk failed, or an address cannot be
used.
`

// node is the subcommand node.
func (t *tool) node(ctx context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.protocolHelp(c, nodeUsage, nodeFlags(), nodeExitCodes)
	}
	if c.Args().Present() {
		return usagef("node takes no argument; %q is given", c.Args().First())
	}
	cfg, err := t.parseNode(c)
	if err != nil {
		return err
	}
	if c.Bool(flagControl) {
		err = cluster.Serve(ctx, cfg, t.in, quote.Raw(t.stdout))
	} else {
		err = serveNode(ctx, cfg)
	}
	var unusable *cluster.Unusable
	switch {
	case err == nil:
		return nil
	case cluster.Broke(err):
		fmt.Fprintln(t.stderr, err)
		return exit(exitViolation)
	case errors.As(err, &unusable):
		return usageError{err}
	}
	t.complain("%s", oneLine(err.Error()))
	return exit(exitInconclusive)
}

// serveNode runs a node until ctx ends.
func serveNode(ctx context.Context, cfg host.Config) error {
	h, err := host.New(cfg)
	if err != nil {
		return &cluster.Unusable{Err: err}
	}
	return h.Run(ctx)
}

// parseNode reads the command line of explore node.
func (t *tool) parseNode(c *call) (cfg host.Config, err error) {
	p, sys, err := t.liveSystem(c)
	if err != nil {
		return cfg, err
	}
	cfg = host.Config{System: sys, Node: c.String(flagNodeName), Listen: c.String(flagListen), Disk: c.String(flagDisk), Log: c.String(flagLog), Metrics: c.String(flagMetrics)}
	if !c.IsSet(flagNodeName) {
		return cfg, usagef("-%s is missing: which node of %s it is", flagNodeName, p.Name)
	}
	if cfg.Peers, err = parsePeers(c.String(flagPeers)); err != nil {
		return cfg, err
	}
	if cfg.Logging, cfg.Rate, err = parseLogging(c); err != nil {
		return cfg, err
	}
	if cfg.Seed, err = seed(c); err != nil {
		return cfg, err
	}
	switch given := len(slices.DeleteFunc([]string{flagCert, flagKey, flagAuthority}, func(f string) bool { return !c.IsSet(f) })); given {
	case 0:
	case 3:
		if cfg.TLS, err = host.MutualTLS(c.String(flagCert), c.String(flagKey), c.String(flagAuthority)); err != nil {
			return cfg, usageError{err}
		}
	default:
		return cfg, usagef("-%s, -%s and -%s belong together; accepted are all of them or none", flagCert, flagKey, flagAuthority)
	}
	level := slog.LevelInfo
	if c.Bool(flagVerbose) {
		level = slog.LevelDebug
	}
	cfg.Logger = slog.New(slog.NewTextHandler(t.stderr, &slog.HandlerOptions{Level: level}))
	return cfg, nil
}

// liveSystem is the system of a protocol as it runs for real: with the settings that are given,
// and else those of Protocol.Live.
func (t *tool) liveSystem(c *call) (*model.Protocol, *model.System, error) {
	if !c.IsSet(flagProtocol) {
		return nil, nil, usagef("-protocol is missing; there are %s", t.protocols.names())
	}
	p, err := t.protocols.named(c.String(flagProtocol))
	if err != nil {
		return nil, nil, err
	}
	mutant := c.String(flagMutant)
	if err := checkMutant(p, mutant); err != nil {
		return nil, nil, err
	}
	given, err := t.protocols.given(c, p)
	if err != nil {
		return nil, nil, err
	}
	settings := map[string]string{}
	for name, v := range p.Live {
		settings[name] = model.Spell(v)
	}
	maps.Copy(settings, given)
	sys, err := p.System(mutant, settings)
	if err != nil {
		return nil, nil, usageError{err}
	}
	if _, err := system.CompileLive(sys); err != nil {
		return nil, nil, usageError{err}
	}
	// A search has only the messages that its settings allow; a live node declares them all.
	sys.Messages = slices.Concat(p.Messages, sys.Messages)
	return p, sys, nil
}

// parsePeers reads NODE=HOST:PORT,….
func parsePeers(text string) (map[string]string, error) {
	peers := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		if part == "" {
			continue
		}
		name, addr, ok := strings.Cut(strings.TrimSpace(part), "=")
		if _, twice := peers[name]; !ok || name == "" || addr == "" || twice {
			return nil, usagef("-%s %s: accepted are NODE=HOST:PORT, each node once, with commas between them", flagPeers, given(part))
		}
		peers[name] = addr
	}
	return peers, nil
}

// parseLogging reads what is logged, and the rate of clients.
func parseLogging(c *call) (l host.Logging, rate float64, err error) {
	switch text := c.String(flagObserve); {
	case !c.IsSet(flagObserve) || text == "all":
	case text == "none":
		l.Fields = []string{}
	default:
		l.Fields = strings.Split(text, ",")
	}
	if c.IsSet(flagMost) {
		if l.Most, err = wholeNumber(c, flagMost, -1, 1_000_000); err != nil {
			return l, 0, err
		}
		if l.Most == 0 {
			return l, 0, usagef("-%s 0: accepted are whole numbers from 1 on, and -1; -%s none leaves out all fields", flagMost, flagObserve)
		}
	}
	l.NoMessages = c.Bool(flagBrief)
	if c.IsSet(flagUnlogged) {
		l.Unlogged = strings.Split(c.String(flagUnlogged), ",")
	}
	if text := c.String(flagRate); c.IsSet(flagRate) {
		if rate, err = strconv.ParseFloat(text, 64); err != nil || rate < 0 || rate > 1e6 {
			return l, 0, usagef("-%s %s: accepted are numbers of operations from 0 to 1000000", flagRate, given(text))
		}
	}
	return l, rate, nil
}

// self is the file of the program that runs, to be run again.
func self() (string, error) {
	path, err := os.Executable()
	if err == nil && strings.HasSuffix(strings.TrimSuffix(path, ".exe"), ".test") {
		err = errors.New("the program is the binary of a test, which cannot run nodes")
	}
	return path, err
}
