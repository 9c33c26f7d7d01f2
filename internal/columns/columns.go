// Package columns measures text in the columns of a terminal or of a fixed-width page. It
// needs no terminal library: it is for text that internal/quote has made visible, in which
// no rune is a control, a format or a variation selector.
package columns

import (
	"slices"
	"unicode"
)

// Width returns how many columns s takes: a wide character two, a mark that combines with
// the character before it none.
func Width(s string) int {
	total := 0
	before := start
	for _, r := range s {
		if r < 0x7f {
			total++
			before = other
			continue
		}
		k := kindOf(r)
		if !k.joins(before) {
			total += width(r)
		}
		if k == flag && before == flag {
			k = other // the next regional indicator begins a flag of its own
		}
		before = k
	}
	return total
}

// width returns how many columns a rune takes that begins a character.
func width(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case isWide(r):
		return 2
	}
	return 1
}

// kind is how a rune may join the one before it to make one character.
type kind uint8

const (
	start   kind = iota // there is no rune
	other               // it joins none
	mark                // it joins any: an accent, a vowel sign, a tone of skin
	flag                // a regional indicator: two make a flag
	leading             // a leading consonant of Hangul
	vowel               // a vowel of Hangul
	final               // a trailing consonant of Hangul
	open                // a syllable of Hangul that ends in a vowel
	closed              // a syllable of Hangul that ends in a consonant
)

func kindOf(r rune) kind {
	const syllables, lastSyllable, finals = 0xac00, 0xd7a3, 28
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc), 0x1f3fb <= r && r <= 0x1f3ff:
		return mark
	case 0x1f1e6 <= r && r <= 0x1f1ff:
		return flag
	case 0x1100 <= r && r <= 0x115f, 0xa960 <= r && r <= 0xa97c:
		return leading
	case 0x1160 <= r && r <= 0x11a7, 0xd7b0 <= r && r <= 0xd7c6:
		return vowel
	case 0x11a8 <= r && r <= 0x11ff, 0xd7cb <= r && r <= 0xd7fb:
		return final
	case syllables <= r && r <= lastSyllable && (r-syllables)%finals == 0:
		return open
	case syllables <= r && r <= lastSyllable:
		return closed
	}
	return other
}

// joins reports whether a rune of kind k makes one character with the one before it.
func (k kind) joins(before kind) bool {
	switch k {
	case mark:
		return before != start
	case flag:
		return before == flag
	case leading, open, closed:
		return before == leading
	case vowel:
		return before == leading || before == vowel || before == open
	case final:
		return before == vowel || before == final || before == open || before == closed
	}
	return false
}

// isWide reports whether a rune takes two columns.
func isWide(r rune) bool {
	if r < wide[0].first {
		return false
	}
	_, found := slices.BinarySearchFunc(wide, r, func(s span, r rune) int {
		switch {
		case s.last < r:
			return -1
		case s.first > r:
			return 1
		}
		return 0
	})
	return found
}
