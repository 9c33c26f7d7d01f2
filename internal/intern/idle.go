package intern

// IdleSet remembers which messages do nothing at which node states: one bit
// each, in rows of equal length. In most states most messages in flight do
// nothing, and a bit is found faster than an outcome.
type IdleSet struct {
	bits  []uint64
	words int // of a row
}

// idleLimit is how many words an IdleSet may have; past it, it is not used.
const idleLimit = 1 << 24

func (d *IdleSet) Has(node, message uint32) bool {
	word := int(message >> 6)
	at := int(node)*d.words + word
	return word < d.words && at < len(d.bits) && d.bits[at]>>(message&63)&1 != 0
}

func (d *IdleSet) Add(node, message uint32) {
	if word := int(message >> 6); word >= d.words {
		d.widen(2*word + 1)
	}
	at := int(node)*d.words + int(message>>6)
	if at >= idleLimit {
		return
	}
	if at >= len(d.bits) {
		grown := make([]uint64, min(idleLimit, at+at/2+64))
		copy(grown, d.bits)
		d.bits = grown
	}
	d.bits[at] |= 1 << (message & 63)
}

// widen makes the rows longer.
func (d *IdleSet) widen(words int) {
	var wider []uint64
	if d.words > 0 {
		rows := len(d.bits) / d.words
		wider = make([]uint64, min(idleLimit, rows*words))
		for r := range rows {
			if (r+1)*words > len(wider) {
				break
			}
			copy(wider[r*words:], d.bits[r*d.words:(r+1)*d.words])
		}
	}
	d.bits, d.words = wider, words
}
