package model

// viewLimit is how many decoded nodes a worker keeps.
const viewLimit = 1 << 17

// view returns a node state as properties see it.
func (sp *space) view(id uint32) *View[any] {
	if int(id) < len(sp.views) && sp.views[id] != nil {
		return sp.views[id]
	}
	if len(sp.views) > viewLimit && int(id) >= 2*viewLimit {
		return sp.c.view(sp.c.nodeTable.bytes(id)) // too many to keep
	}
	for int(id) >= len(sp.views) {
		sp.views = append(sp.views, nil)
	}
	b := sp.c.nodeTable.bytes(id)
	sp.views[id] = sp.c.view(b)
	sp.c.decoded.Add(int64(4*len(b)) + 256)
	return sp.views[id]
}

// state returns a whole state as properties see it.
func (sp *space) state(s []uint32) *State {
	st := &State{}
	for _, id := range s[sp.nodes:sp.mons] {
		st.Nodes = append(st.Nodes, *sp.view(id))
	}
	for _, item := range s[sp.items:] {
		if sp.network != FIFO {
			st.InFlight = append(st.InFlight, *sp.packet(item))
			continue
		}
		for _, m := range sp.c.chanTable.messages(item) {
			st.InFlight = append(st.InFlight, *sp.packet(m))
		}
	}
	return st
}

func (sp *space) packet(id uint32) *Packet {
	for int(id) >= len(sp.packets) {
		sp.packets = append(sp.packets, nil)
	}
	if sp.packets[id] == nil {
		p := sp.c.packet(id)
		sp.packets[id] = &p
	}
	return sp.packets[id]
}
