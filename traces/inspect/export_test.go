package inspect

// Keys are all keys that mean something besides q and ^C.
func Keys() []string {
	var keys []string
	for _, b := range bindings {
		keys = append(keys, b.keys...)
	}
	return keys
}

// At is the chosen state, Steps how many steps are shown, Branched whether they
// are a branch.
func (m *Model) At() int        { return m.at }
func (m *Model) Steps() int     { return m.run.Steps() }
func (m *Model) Branched() bool { return m.run.branched() }

// Size is that of the window.
func (m *Model) Size() (width, height int) { return m.width, m.height }
