package columns_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/synod-go/synod/internal/columns"
	"github.com/synod-go/synod/internal/quote"
)

func TestWidth(t *testing.T) {
	for text, want := range map[string]int{
		"":             0,
		"S1.term":      7,
		"→":            1,
		"日本":           4,
		"e\u0301":      1,
		"\u0301e":      1,
		"🇩🇪":           2,
		"🇩🇪🇫🇷":         4,
		"👍🏽":           2,
		"한글":           4,
		"\u1112\u1161": 2, // the same syllable, in letters
		"नि":           1,
	} {
		require.Equal(t, want, columns.Width(text), "%q", text)
	}
}

// Every rune that people see takes as many columns as the terminal library says.
func TestWidthOfEveryRune(t *testing.T) {
	for r := rune(0); r <= 0x10ffff; r++ {
		if text := string(r); !quote.Hidden(r) {
			require.Equal(t, ansi.StringWidth(text), columns.Width(text), "%U %q", r, text)
		}
	}
}

// So does text of the usual scripts, in which neighbouring runes can make one character. In a
// few scripts of India and Burma the library joins more.
func TestWidthOfText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runes := rapid.SliceOf(rapid.OneOf(
			rapid.SampledFrom([]rune("aZ.→é日👍❤🏽🏻🇩🇪🇫")),
			rapid.SampledFrom([]rune("\u0301\u0308\u20dd\u0903\u093e\u0e31")),
			rapid.SampledFrom([]rune("\u1100\u1112\u1161\u1175\u11a8\u11c2가각힣\ua960\ud7b0\ud7cb")),
			rapid.RuneFrom(nil, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Han,
				unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Mn, unicode.Sm, unicode.So),
		)).Draw(t, "runes")
		var b strings.Builder
		for _, r := range runes {
			if !quote.Hidden(r) {
				b.WriteRune(r)
			}
		}
		require.Equal(t, ansi.StringWidth(b.String()), columns.Width(b.String()), "%q", b.String())
	})
}
