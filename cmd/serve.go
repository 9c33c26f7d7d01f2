package cmd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"

	"github.com/synod-go/synod/internal/runs"
	"github.com/synod-go/synod/tla/check"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/serve"
)

const flagAddr = "addr"

// defaultAddr is the same in every run, so that links keep.
const defaultAddr = "127.0.0.1:8017"

func serveFlags() []general {
	return []general{
		{flagAddr, "HOST:PORT", "where the page is served (default " + defaultAddr + "; port 0 is any free one); a host that is left out is 127.0.0.1, 0.0.0.0 lets other machines in"},
		{flagProtocol, "NAME", "play this protocol, from its initial state"},
		{flagConfig, "FILE", "with a spec: its model file (default: the one beside it, with the same name)"},
		{flagPath, "DIRS", "with a spec: more directories in which modules are looked for, separated as in PATH"},
		{flagMutant, "NAME", "with -protocol: put a known bug in; it brings its own settings, flags given beside it win"},
		assumeFlag,
		showFlag,
		{flagHelp, "", "show this; with -protocol also that protocol's own flags"},
	}
}

func (t *tool) serveCommand() *command {
	return &command{
		name: "serve", doc: "play a run in the browser",
		run: t.serve, flags: serveFlags(), repeated: []string{flagShow}, ofProtocols: true, takesFile: true,
	}
}

const serveUsage = `PROGRAM serve -protocol NAME serves a page, to this machine alone, on which a run is
played: the steps that the live code can take are listed, any can be taken, taken
back, or another one at any earlier step; what is violated is told at once.

  PROGRAM serve -protocol NAME   a protocol, from its initial state
  PROGRAM serve SPEC.tla         a TLA+ spec with its model file
  PROGRAM serve FILE             a saved run, to look at and to go on from; a run of
                                 another tool, or event logs, can be looked at

`

const serveExitCodes = `
Exit codes: 0 ended by an interrupt (Ctrl-C); 2 wrong usage, a file that cannot
be read, or an address that cannot be listened at.
`

// serve is the subcommand serve.
func (t *tool) serve(ctx context.Context, c *call) error {
	if c.Bool(flagHelp) {
		return t.protocolHelp(c, serveUsage, serveFlags(), serveExitCodes)
	}
	page, err := t.servedPage(c)
	if err != nil {
		return err
	}
	if c.IsSet(flagShow) {
		x, err := servedExpressions(page, c.Strings(flagShow))
		if err != nil {
			return err
		}
		page.Values = valuesOf(x)
	}
	addr := defaultAddr
	if c.IsSet(flagAddr) {
		addr = c.String(flagAddr)
	}
	host, listener, err := listen(addr)
	if err != nil {
		return err
	}
	server := serve.New(*page)
	if page.Why != "" {
		fmt.Fprintf(t.stderr, "the run can be looked at, and not played: %s\n", oneLine(page.Why))
	}
	if notice := server.Notice(); notice != "" {
		fmt.Fprintln(t.stderr, oneLine(notice))
	}
	url := listener.Addr().(*net.TCPAddr)
	beside := ""
	if url.IP.IsUnspecified() {
		url.IP, beside = net.IPv4(127, 0, 0, 1), ", and at every other address of this machine"
	}
	if _, err := fmt.Fprintf(t.stdout, "http://%s/%s  (Ctrl-C ends it)\n", url, beside); err != nil {
		return errors.Join(err, listener.Close())
	}
	return server.Serve(ctx, listener, host)
}

// servedPage is what the command line asks for.
func (t *tool) servedPage(c *call) (*serve.Page, error) {
	if c.IsSet(flagProtocol) {
		if c.Args().Present() {
			return nil, usagef("serve takes a file or -protocol, not both")
		}
		for _, f := range []string{flagConfig, flagPath} {
			if c.IsSet(f) {
				return nil, usagef("-%s has a meaning only with a spec", f)
			}
		}
		live, err := t.protocols.served(c)
		return &serve.Page{Live: live}, err
	}
	if !c.Args().Present() {
		return nil, usagef("serve takes a saved run, a spec, or -protocol NAME; no file is given")
	}
	path := c.Args().First()
	isSpec := strings.HasSuffix(path, specExtension)
	for _, f := range c.given() {
		if f != flagAddr && f != flagShow && !(isSpec && (f == flagConfig || f == flagPath)) {
			return nil, usagef("-%s has no meaning with %s", f, path)
		}
	}
	if isSpec && c.Args().Len() > 1 {
		return nil, usagef("serve takes one spec; %d files are given", c.Args().Len())
	}
	if isSpec {
		m, err := check.Load(sourcesOf(c))
		if err != nil {
			return nil, t.refused(err)
		}
		w, err := check.NewWalk(m)
		if err != nil {
			return nil, t.refused(err)
		}
		return &serve.Page{Live: &liveRun{Live: w}}, nil
	}
	path, saved, err := runOf(c)
	if err != nil {
		return nil, err
	}
	live, replayed, err := t.protocols.replayed(saved)
	if err != nil {
		return &serve.Page{Saved: saved, Why: orInTest(path, saved, err).Error()}, nil
	}
	return &serve.Page{Live: live, Saved: saved, Replayed: replayed, First: live.first}, nil
}

// served is the protocol of the flags, at its beginning.
func (ps protocols) served(c *call) (traces.Live, error) {
	p, err := ps.named(c.String(flagProtocol))
	if err != nil {
		return nil, err
	}
	r := &request{known: ps, protocol: p}
	if err := r.parseSystem(c, nil); err != nil {
		return nil, err
	}
	w, err := runs.New(r.system)
	if err != nil {
		return nil, usageError{err}
	}
	return &liveRun{Live: w}, nil
}

// listen opens the address of -addr; host is the name in it.
func listen(addr string) (host string, l net.Listener, err error) {
	if _, err := strconv.Atoi(addr); err == nil {
		addr = ":" + addr
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", nil, usagef("-%s %s: accepted is HOST:PORT, like %s", flagAddr, given(addr), defaultAddr)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return "", nil, usagef("-%s %s: the port is a whole number from 0 to 65535", flagAddr, given(addr))
	}
	if host == "" { // to the library that is every address of the machine
		host = "127.0.0.1"
	}
	l, err = net.Listen("tcp", net.JoinHostPort(host, port))
	var unknown *net.DNSError
	var refused *net.OpError
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return "", nil, usagef("-%s %s: something else listens there, perhaps another page; give another one, port 0 is any free one", flagAddr, net.JoinHostPort(host, port))
	case errors.As(err, &unknown):
		return "", nil, usagef("-%s %s: %s: %s", flagAddr, net.JoinHostPort(host, port), unknown.Name, unknown.Err)
	case errors.As(err, &refused):
		return "", nil, usagef("-%s %s: %w", flagAddr, net.JoinHostPort(host, port), refused.Err)
	case err != nil:
		return "", nil, usagef("-%s %s: %w", flagAddr, given(addr), err)
	}
	return host, l, nil
}
