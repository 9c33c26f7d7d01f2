package register

import (
	"fmt"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/spec"
)

// How large a register system may be. They are bounds of good sense: the number
// of states leaves every machine behind long before.
const (
	MaxServers = 9
	MaxClients = 9
)

// Params are the parameters of every register system; servers is the default
// number of servers.
func Params(servers int) []model.Param {
	return []model.Param{
		{Name: "servers", Doc: "number of servers", Default: servers, Min: 1, Max: MaxServers},
		{Name: "clients", Doc: "number of clients; each writes once, then reads once", Default: 2, Min: 1, Max: MaxClients},
		{
			Name:    "network",
			Doc:     "what the network does with messages",
			Default: model.Multiset.String(),
			Choices: []string{model.Multiset.String(), model.Set.String(), model.FIFO.String()},
		},
	}
}

// FromSettings builds the system that the parameters of Params ask for; server
// makes one server.
func FromSettings(s model.Settings, server func() model.Node) (*model.System, error) {
	network, err := parseNetwork(s.Text("network"))
	if err != nil {
		return nil, err
	}
	return System(s.Int("servers"), s.Int("clients"), network, server)
}

// System builds a system of servers, made by server, and of clients that write
// and read. Its property is linearizability. The error names the impossible
// number and says what is accepted.
func System(servers, clients int, network model.Network, server func() model.Node) (*model.System, error) {
	if servers < 1 || servers > MaxServers {
		return nil, fmt.Errorf("servers is %d; accepted are 1 to %d", servers, MaxServers)
	}
	if clients < 1 || clients > MaxClients {
		return nil, fmt.Errorf("clients is %d; accepted are 1 to %d", clients, MaxClients)
	}
	names := func(id model.NodeID) string { return nodeName(id, servers, clients) }
	return &model.System{
		Groups: []model.Group{
			{Prefix: serverPrefix, Count: servers, New: func(model.NodeID) model.Node { return server() }},
			{Prefix: clientPrefix, Count: clients, New: func(model.NodeID) model.Node { return &Client{servers: servers} }},
		},
		Network:    network,
		Properties: []model.Property{spec.Linearizability(spec.Register(int(Unwritten)), names)},
		Bounds: []model.Bound{
			{Name: "servers", Value: fmt.Sprint(servers)},
			{Name: "clients", Value: fmt.Sprintf("%d, each writes once, then reads once", clients)},
		},
	}, nil
}

const (
	serverPrefix = "S"
	clientPrefix = "C"
)

// nodeName is how model names the nodes of these two groups.
func nodeName(id model.NodeID, servers, clients int) string {
	prefix, i, count := serverPrefix, int(id), servers
	if i > servers {
		prefix, i, count = clientPrefix, i-servers, clients
	}
	if count == 1 {
		return prefix
	}
	return fmt.Sprint(prefix, i)
}

func parseNetwork(name string) (model.Network, error) {
	for _, n := range []model.Network{model.Multiset, model.Set, model.FIFO} {
		if n.String() == name {
			return n, nil
		}
	}
	return 0, fmt.Errorf("network is %q; accepted are multiset, set and fifo", name)
}

// Majority returns how many servers are a majority of those that a server knows:
// its peers and itself.
func Majority(env model.Env) int { return (len(env.Peers())+1)/2 + 1 }
