package inspect

// legend are the marks of the chart and of the lists.
var legend = [][2]string{
	{"●", "delivery, or action"},
	{"◷", "timer fires"},
	{"■", "client invokes"},
	{"✕ ┊", "crash; node is down"},
	{"◎", "restart"},
	{"─╮ ╰─►", "way of a message"},
	{"7╌►", "the same, sent by step 7"},
	{"─✕", "message lost"},
	{"─◇", "message copied"},
	{"○", "still in flight at the end"},
	{"⊣ ⊢", "gone: of no use to anybody"},
	{"◦", "something changed here too"},
	{"╌╌╌", "step of no lane, or a cut"},
	{"╭│╰ ↺", "the way back, for ever"},
	{"⋮", "folded steps"},
	{"✕ ✓", "before a lane: fails, reached"},
	{"*", "changed, or watched"},
	{"+", "step of the branch"},
	{"◆", "decides (colour: what can be)"},
}

// helpWide is the width in which the marks stand beside the keys.
const helpWide = 80

// helpLines are the keys and the marks.
func (m *Model) helpLines() []string {
	rows := func(title string, label int, list [][2]string) []string {
		lines := []string{bold.of(title)}
		for _, r := range list {
			lines = append(lines, message.of(fit(r[0], label))+" "+r[1])
		}
		return lines
	}
	var keys [][2]string
	for _, b := range bindings {
		if b.shown != "" {
			keys = append(keys, [2]string{b.shown, b.what})
		}
	}
	lines, right := rows("Keys", 9, keys), rows("Marks", 6, legend)
	if m.width < helpWide {
		lines = append(append(lines, ""), right...)
	} else {
		for i := range max(len(lines), len(right)) {
			if i == len(lines) {
				lines = append(lines, "")
			}
			if i < len(right) {
				lines[i] = fit(lines[i], 45) + right[i]
			}
		}
	}
	room := m.height - 1
	m.helpTop = max(0, min(m.helpTop, len(lines)-room))
	foot := "any key goes back"
	if len(lines) > room {
		foot = "↑↓ more, any other key goes back"
	}
	lines = lines[m.helpTop:min(len(lines), m.helpTop+room)]
	for len(lines) < room {
		lines = append(lines, "")
	}
	return append(lines, faint.of(foot))
}

// helpKey scrolls the help, or leaves it.
func (m *Model) helpKey(name string) {
	switch name {
	case "down", "j":
		m.helpTop++
	case "up", "k":
		m.helpTop--
	case "pgdown", "space":
		m.helpTop += m.height - 2
	case "pgup":
		m.helpTop -= m.height - 2
	default:
		m.help = false
	}
}
