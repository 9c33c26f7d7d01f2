package client_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/client"
)

// words are operations that are numbers; what was read also says whose it is.
var words = client.Language[string]{
	Accepted: "numbers",
	Default:  func(client int) string { return strconv.Itoa(70 + client) },
	Operation: func(word string, client, n int) (string, error) {
		if _, err := strconv.Atoi(word); err != nil {
			return "", fmt.Errorf("%q is no number", word)
		}
		return fmt.Sprintf("%d.%d:%s", client, n, word), nil
	},
}

func TestScriptsAreRead(t *testing.T) {
	parsed, bound, err := words.Parse("1, 2;3", 3)
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1.1:1", "1.2:2"}, {"2.1:3"}, {"3.1:73"}}, parsed)
	require.Equal(t, model.Bound{Name: "scripts", Value: "1,2;3;73"}, bound)
	again, _, err := words.Parse(bound.Value, 3)
	require.NoError(t, err)
	require.Equal(t, parsed, again)
}

func TestImpossibleScriptsAreNamed(t *testing.T) {
	for text, want := range map[string]string{
		"1;2":                 `scripts "1;2" are for 2 clients, but there are 1; accepted are numbers`,
		"1,x":                 `scripts "1,x": "x" is no number`,
		";":                   `scripts ";" are for 2 clients, but there are 1; accepted are numbers`,
		"1,2,3,4,5,6,7,8,9,0": `scripts "1,2,3,4,5,6,7,8,9,0": client 1 has 10 operations; accepted are numbers`,
	} {
		_, _, err := words.Parse(text, 1)
		require.EqualError(t, err, want)
	}
}

func TestAt(t *testing.T) {
	servers := []model.NodeID{4, 5, 6}
	for word, want := range map[string]model.NodeSet{"w": 0, "w@1": model.SetOf(4), "w@3+1": model.SetOf(4, 6)} {
		what, asked, err := client.At(word, servers)
		require.NoError(t, err)
		require.Equal(t, "w", what)
		require.Equal(t, want, asked, word)
	}
	for word, wrong := range map[string]string{"w@": "", "w@4": "4", "w@01": "01", "w@1,2": "1,2", "w@-1": "-1", "w@1+": ""} {
		_, _, err := client.At(word, servers)
		require.EqualError(t, err, strconv.Quote(wrong)+" is no server; accepted are 1 to 3, with + between them")
	}
}
