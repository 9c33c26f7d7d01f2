package scripts

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// words are operations that are numbers; what was read also says whose it is.
var words = Language[string]{
	Accepted: "numbers",
	Default:  func(client int) string { return strconv.Itoa(70 + client) },
	Operation: func(word string, client, n int) (string, error) {
		if _, err := strconv.Atoi(word); err != nil {
			return "", fmt.Errorf("%q is no number", word)
		}
		return fmt.Sprintf("%d.%d:%s", client, n, word), nil
	},
	Word: func(o string) string { return o[len("1.1:"):] },
}

func TestScriptsAreReadAndWritten(t *testing.T) {
	parsed, err := words.Parse("1, 2;3", 3)
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1.1:1", "1.2:2"}, {"2.1:3"}, {"3.1:72"}}, parsed)
	require.Equal(t, "1,2;3;72", words.Text(parsed))
}

func TestImpossibleScriptsAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"1;2":                 `scripts "1;2" are for 2 clients, but there are 1; accepted are numbers`,
		"1,x":                 `scripts "1,x": "x" is no number`,
		";":                   `scripts ";" are for 2 clients, but there are 1; accepted are numbers`,
		"1,2,3,4,5,6,7,8,9,0": `scripts "1,2,3,4,5,6,7,8,9,0": client 1 has 10 operations; accepted are numbers`,
	} {
		_, err := words.Parse(text, 1)
		require.EqualError(t, err, want)
	}
}
