package validate_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/tla/eval"
	"github.com/synod-go/synod/tla/validate"
)

// A log of anything is accepted, rejected, or refused in a line; what is accepted says of taken, in whole numbers, what
// the spec says.
func FuzzLog(f *testing.F) {
	right := take("a", 1) + "\n" + give("a")
	for _, log := range []string{
		right,
		take("a", 1) + "\n\n" + take("b", 2) + "\n",
		`{"do":"take","client":"a","taken":4294967297}`,
		`{"do":"take","client":"a","taken":1.9}`,
		`{"do":"take","client":"a","taken":-4294967295}`,
		`{"do":"take","client":"a","taken":1E1000000000}`,
		`{"do":"take","client":"a","taken":1e-9999999}`,
		`{"do":"take","client":"a","taken":0.1e1}`,
		`{"do":"take","client":"\u001b[31m","taken":1,"taken":2}`,
		`{"do":"take","client":null}`,
		`{"schema":"synod-events-1","protocol":"raft","nodes":["S1"]}` + "\n" + `{"n":1,"event":"crash","node":"S1","state":{"Term":4294967297}}`,
		"[]", "{", "\xff", "",
	} {
		f.Add([]byte(log))
	}
	f.Fuzz(func(t *testing.T, log []byte) {
		if len(log) > 2000 {
			return
		}
		path := filepath.Join(t.TempDir(), "log.ndjson")
		require.NoError(t, os.WriteFile(path, log, 0o666))
		r, err := validate.Run(context.Background(), path, validate.Options{Spec: lock, Time: 2 * time.Second})
		if string(log) == right {
			require.NoError(t, err)
			require.Equal(t, validate.Accepted, r.Verdict)
		}
		var failed *validate.EvalError
		var broken *eval.Error
		switch {
		case errors.As(err, &failed) || errors.As(err, &broken):
		case err != nil:
			require.NotContains(t, err.Error(), "\n")
		case r.Verdict == validate.Accepted:
			requireExact(t, string(log))
		}
	})
}

// requireExact asserts that the n-th event that takes the lock counts n, if it counts at all.
func requireExact(t *testing.T, log string) {
	t.Helper()
	takes := 0
	for line := range strings.Lines(log) {
		var event map[string]any // by exact names
		if strings.TrimSpace(line) == "" || json.Unmarshal([]byte(line), &event) != nil || event["do"] != "take" {
			continue
		}
		takes++
		if taken, told := event["taken"]; told {
			require.EqualValues(t, takes, taken, log)
		}
	}
}
