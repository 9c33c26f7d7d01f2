package register

import (
	"fmt"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
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
		model.NetworkParam(model.Multiset),
	}
}

// FromSettings builds the system that the parameters of Params ask for; server
// makes one server.
func FromSettings(s model.Settings, server func() model.Node) (*model.System, error) {
	env, err := s.Environment()
	if err != nil {
		return nil, err
	}
	return System(s.Int("servers"), s.Int("clients"), env.Network, server)
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
	scripts := make([][]spec.RegisterOp, clients)
	for i := range scripts {
		scripts[i] = script(i + 1)
	}
	groups := client.Append([]model.Group{
		{Prefix: "S", Count: servers, New: func(model.NodeID) model.Node { return server() }},
	}, "C", scripts, func(script []spec.RegisterOp) model.Node {
		return &Client{client.Session[spec.RegisterOp]{Script: script}}
	})
	return &model.System{
		Groups:     groups,
		Network:    network,
		Properties: []model.Property{spec.Linearizability(spec.Register(int(Unwritten)))},
		Bounds: []model.Bound{
			{Name: "servers", Value: fmt.Sprint(servers)},
			{Name: "clients", Value: fmt.Sprintf("%d, each writes once, then reads once", clients)},
		},
	}, nil
}

// Majority returns how many servers are a majority of those that a server knows:
// its peers and itself.
func Majority(env model.Env) int { return (len(env.Peers())+1)/2 + 1 }
