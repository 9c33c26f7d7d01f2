package system

import "github.com/synod-go/synod/model"

// viewLimit is how many decoded nodes a worker keeps.
const viewLimit = 1 << 17

// View returns a node state as properties see it.
func (sp *Space) View(id uint32) *model.View[any] {
	if int(id) < len(sp.Views) && sp.Views[id] != nil {
		return sp.Views[id]
	}
	if len(sp.Views) > viewLimit && int(id) >= 2*viewLimit {
		return sp.Sys.View(id) // too many to keep
	}
	for int(id) >= len(sp.Views) {
		sp.Views = append(sp.Views, nil)
	}
	b := sp.Sys.NodeTable.Bytes(id)
	sp.Views[id] = sp.Sys.View(id)
	sp.Sys.decoded.Add(int64(4*len(b)) + 256)
	return sp.Views[id]
}

// state returns a whole state as properties see it.
func (sp *Space) state(s []uint32) *model.State {
	st := &model.State{}
	for _, id := range s[sp.Nodes:sp.Mons] {
		st.Nodes = append(st.Nodes, *sp.View(id))
	}
	for _, item := range s[sp.items:] {
		if sp.network != model.FIFO {
			st.InFlight = append(st.InFlight, *sp.packet(item))
			continue
		}
		for _, m := range sp.Sys.chanTable.messages(item) {
			st.InFlight = append(st.InFlight, *sp.packet(m))
		}
	}
	return st
}

func (sp *Space) packet(id uint32) *model.Packet {
	for int(id) >= len(sp.packets) {
		sp.packets = append(sp.packets, nil)
	}
	if sp.packets[id] == nil {
		p := sp.Sys.packet(id)
		sp.packets[id] = &p
	}
	return sp.packets[id]
}
