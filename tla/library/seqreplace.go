package library

import "github.com/synod-go/synod/tla/value"

// The operators on subsequences take strings where TLC's do. They are written with Len, SubSeq and \o,
// which are defined on both.

func subSeqs(s value.Value) (value.Value, error) {
	n, err := length(s)
	if err != nil {
		return value.Value{}, err
	}
	var list []value.Value
	for i := range n + 1 {
		for j := i; j <= n; j++ { // with i > j it would be the empty sequence again
			t, err := cut(s, i+1, j)
			if err != nil {
				return value.Value{}, err
			}
			list = append(list, t)
		}
	}
	return value.MakeSet(list)
}

func allSubSeqs(s value.Value) (value.Value, error) {
	list, err := onlySequence("AllSubSeqs", s)
	if err != nil {
		return value.Value{}, err
	}
	const most = 19 // 2^19 < MaxSetSize
	if len(list) > most {
		return value.Value{}, errorf("AllSubSeqs", "Attempted to construct a set with too many elements (>%d): AllSubSeqs(%s)", value.MaxSetSize, s)
	}
	set := make([]value.Value, 1<<len(list))
	for mask := range set {
		var picked []value.Value
		for i, x := range list {
			if mask>>i&1 == 1 {
				picked = append(picked, x)
			}
		}
		set[mask] = value.Tuple(picked...)
	}
	return value.MakeSet(set)
}

// indexOf is where s begins for the first time in t, at from or later; 0 if nowhere. n is Len(s).
func indexOf(s, t value.Value, n, from int32) (int32, error) {
	m, err := length(t)
	if err != nil {
		return 0, err
	}
	for i := from; i+n-1 <= m; i++ {
		part, err := cut(t, i, i+n-1)
		if err != nil {
			return 0, err
		}
		if same, err := value.Equal(s, part); err != nil || same {
			return i, err
		}
	}
	return 0, nil
}

func indexFirstSubSeq(s, t value.Value) (value.Value, error) {
	n, err := length(s)
	if err != nil {
		return value.Value{}, err
	}
	i, err := indexOf(s, t, n, 1)
	if err != nil {
		return value.Value{}, err
	}
	if i == 0 {
		return value.Value{}, noChoice("IndexFirstSubSeq", "CHOOSE x \\in S: P", t)
	}
	return value.MakeInt(i), nil
}

// replaceSubSeqAt puts r in the place of the Len(s) elements of t from i on.
func replaceSubSeqAt(i, r, s, t value.Value) (value.Value, error) {
	at, err := integer("ReplaceSubSeqAt", 0, "natural number", i)
	if err != nil {
		return value.Value{}, err
	}
	n, err := length(s)
	if err != nil {
		return value.Value{}, err
	}
	return splice(t, int32(at), r, int32(at)+n)
}

func replaceFirstSubSeq(r, s, t value.Value) (value.Value, error) {
	n, err := length(s)
	if err != nil {
		return value.Value{}, err
	}
	i, err := indexOf(s, t, n, 1)
	if err != nil || i == 0 {
		return t, err
	}
	return splice(t, i, r, i+n)
}

// replaceAllSubSeqs replaces as many occurrences of s as do not overlap, from the left. If s is empty r is
// put before every element.
func replaceAllSubSeqs(r, s, t value.Value) (value.Value, error) {
	if same, err := value.Equal(s, t); err != nil || same {
		return r, err
	}
	if same, err := value.Equal(r, s); err != nil || same {
		return t, err
	}
	n, err := length(s)
	if err != nil {
		return value.Value{}, err
	}
	m, err := length(t)
	if err != nil {
		return value.Value{}, err
	}
	out, err := cut(t, 1, 0) // the empty string or sequence
	if err != nil {
		return value.Value{}, err
	}
	add := func(part value.Value, err error) error {
		if err == nil {
			out, err = value.Concat(out, part)
		}
		return err
	}
	for i := int32(1); i <= m; {
		at := i
		if n > 0 {
			if at, err = indexOf(s, t, n, i); err != nil {
				return value.Value{}, err
			}
		}
		if at == 0 {
			at = m + 1
		}
		if err := add(cut(t, i, at-1)); err != nil {
			return value.Value{}, err
		}
		if at > m {
			break
		}
		if err := add(r, nil); err != nil {
			return value.Value{}, err
		}
		if i = at + n; n == 0 {
			if err := add(cut(t, at, at)); err != nil {
				return value.Value{}, err
			}
			i++
		}
	}
	return out, nil
}
