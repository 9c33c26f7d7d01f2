package inspect

// binding is what keys do. The help shows the bindings in this order.
type binding struct {
	keys []string
	// shown are the keys as the help names them; "" is told with those before.
	shown, what string
	do          func(*Model)
}

var bindings []binding

func init() {
	bindings = []binding{
		{[]string{"down", "j", "right", "l"}, "↓ → j l", "step forward", (*Model).forward},
		{[]string{"up", "k", "left", "h"}, "↑ ← k h", "step back", func(m *Model) { m.toRow(m.row() - 1) }},
		{[]string{"home", "g"}, "Home g", "to the initial state", func(m *Model) { m.goTo(0) }},
		{[]string{"end", "G"}, "End G", "to the last step", func(m *Model) { m.goTo(m.run.Steps()) }},
		{[]string{"pgdown", "ctrl+f"}, "PgDn PgUp", "a page forward, back (^F ^B)", func(m *Model) { m.toRow(m.row() + m.layout().rows - 1) }},
		{[]string{"pgup", "ctrl+b"}, "", "", func(m *Model) { m.toRow(m.row() - m.layout().rows + 1) }},
		{[]string{":"}, ":", "to the step of a number", (*Model).askNumber},
		{[]string{"/"}, "/", "search the steps", (*Model).askSearch},
		{[]string{"n"}, "n N", "next match, match before", func(m *Model) { m.searched(1) }},
		{[]string{"N"}, "", "", func(m *Model) { m.searched(-1) }},
		{[]string{"w"}, "w", "watch a node or a field", (*Model).chooseWatch},
		{[]string{"]", ">"}, "] [ > <", "next, earlier step that changes it", func(m *Model) { m.watched(1) }},
		{[]string{"[", "<"}, "", "", func(m *Model) { m.watched(-1) }},
		{[]string{"p"}, "p", "pin fields beside the steps", (*Model).choosePins},
		{[]string{"tab"}, "Tab", "step, state, messages, properties", (*Model).nextSection},
		{[]string{"v"}, "v", "long values as trees, or in lines", (*Model).toggleTrees},
		{[]string{"J", "shift+down"}, "J K ⇧↓⇧↑", "scroll the details", func(m *Model) { m.scroll++ }},
		{[]string{"K", "shift+up"}, "", "", func(m *Model) { m.scroll-- }},
		{[]string{"b", "enter"}, "b Enter", "branch: take another step", (*Model).chooseStep},
		{[]string{"u"}, "u", "undo the last step taken", (*Model).undo},
		{[]string{"s"}, "s", "save the branch as a run", (*Model).askSave},
		{[]string{"z"}, "z", "fold a long run, or unfold it", (*Model).toggleFold},
		{[]string{"space", "f"}, "Space f", "open the fold here, or close it", (*Model).toggleFoldHere},
		{[]string{"H"}, "H", "hide lanes, and show them again", (*Model).chooseLanes},
		{[]string{"o"}, "o", "only what one node sees", (*Model).chooseNode},
		{[]string{"?"}, "?", "this help", func(m *Model) { m.help, m.helpTop = true, 0 }},
		// q is handled where it means something else as well.
		{nil, "q ^C", "quit", nil},
	}
}

func (m *Model) nextSection() { m.section, m.scroll = (m.section+1)%m.sections(), 0 }
