package value

// An atomicSet is one of the infinite sets that have a name.
type atomicSet uint8

const (
	natSet atomicSet = iota
	intSet
	realSet
	stringSet
)

// Nat, Int, Real and STRING.
var (
	Nat     = lazily(natSet)
	Integer = lazily(intSet)
	Real    = lazily(realSet)
	Strings = lazily(stringSet)
)

func (s atomicSet) name() string {
	return [...]string{"Nat", "Int", "Real", "STRING"}[s]
}

func (s atomicSet) member(set, x Value) (bool, error) {
	if s == stringSet {
		if x.tag != tagString {
			return false, notMember(x, set)
		}
		return true, nil
	}
	if x.tag != tagInt {
		return false, notMember(x, set)
	}
	return s != natSet || x.n >= 0, nil
}

func (s atomicSet) finite() (bool, error)                    { return false, nil }
func (s atomicSet) size(set Value) (uint64, error)           { return 0, infinite(set) }
func (s atomicSet) each(set Value, _ func(Value) bool) error { return infinite(set) }
func (s atomicSet) same(other description) bool              { return other == description(s) }
func (s atomicSet) print(p *printer)                         { p.text(s.name()) }
