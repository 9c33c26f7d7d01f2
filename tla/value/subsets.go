package value

// subsets is SUBSET base.
type subsets struct{ base Value }

func (d *subsets) member(set, x Value) (bool, error) {
	if x.Kind() != Set {
		return false, notMember(x, set)
	}
	return Subset(x, d.base)
}

func (d *subsets) finite() (bool, error) { return IsFinite(d.base) }

func (d *subsets) size(Value) (uint64, error) {
	n, err := size(d.base)
	if err != nil || n >= 64 {
		return tooMany, err
	}
	return 1 << n, nil
}

// each yields the subsets by size, those of one size in the order of their members.
func (d *subsets) each(_ Value, yield func(Value) bool) error {
	base, err := list(d.base)
	if err != nil {
		return err
	}
	n := base.listedLen()
	mixes := make([]uint64, n)
	for i := range mixes {
		mixes[i] = mixMember(Hash(base.at(i)))
	}
	for k := 0; k <= n; k++ {
		if !eachOfSize(base, mixes, k, yield) {
			return nil
		}
	}
	return nil
}

// eachOfSize yields the subsets with k members and says whether to go on.
func eachOfSize(base Value, mixes []uint64, k int, yield func(Value) bool) bool {
	n := len(mixes)
	if k > n {
		return true
	}
	if k == 0 {
		return yield(EmptySet)
	}
	at := make([]int, k)
	for i := range at {
		at[i] = i
	}
	for {
		members := make([]Value, k)
		h, flags, depth := uint64(saltSet), uint8(0), int32(0)
		for i, j := range at {
			members[i] = base.at(j)
			h += mixes[j]
			flags |= members[i].flags
			depth = max(depth, members[i].depth())
		}
		if !yield(Value{tag: tagSet, flags: flags, n: depth + 1, o: &object{hash: h, elems: members}}) {
			return false
		}
		i := k - 1
		for i >= 0 && at[i] == n-k+i {
			i--
		}
		if i < 0 {
			return true
		}
		for at[i]++; i+1 < k; i++ {
			at[i+1] = at[i] + 1
		}
	}
}

func (d *subsets) same(other description) bool {
	o, ok := other.(*subsets)
	return ok && alike([]Value{d.base}, []Value{o.base})
}

func (d *subsets) print(p *printer) {
	p.text("SUBSET ")
	if d.base.tag == tagInterval {
		p.text("(")
		p.value(d.base)
		p.text(")")
		return
	}
	p.value(d.base)
}
