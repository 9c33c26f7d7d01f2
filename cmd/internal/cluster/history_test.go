package cluster

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/host"
	"github.com/synod-go/synod/spec"
)

// call is an operation of a client from one moment to another, in milliseconds; 0 is without an
// answer.
type call struct {
	client   string
	op       spec.RegisterOp
	from, to int
	value    int // that is answered
}

// heard is the history of some calls, in the order in which they happened.
func heard(calls ...call) *history {
	h, start := newHistory(), time.Now()
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	for ms := range 100 {
		for _, c := range calls {
			if c.from == ms {
				h.heed(host.Event{Node: c.client, At: at(ms), Value: model.Invoke{Op: c.op}})
			}
			if c.to == ms && ms > 0 {
				h.heed(host.Event{Node: c.client, At: at(ms), Value: model.Return{Result: c.op.Result(c.value)}})
			}
		}
	}
	return h
}

func TestHistoryIsJudged(t *testing.T) {
	one, read := spec.Write(1), spec.Read()
	for name, c := range map[string]struct {
		calls []call
		want  verdict
	}{
		"nothing was answered":              {[]call{{"C1", one, 1, 0, 0}}, untested},
		"a write, then a read of it":        {[]call{{"C1", one, 1, 2, 0}, {"C2", read, 3, 4, 1}}, linearizable},
		"a read beside a write":             {[]call{{"C1", one, 1, 9, 0}, {"C2", read, 3, 4, 0}}, linearizable},
		"an acknowledged write is lost":     {[]call{{"C1", one, 1, 2, 0}, {"C2", read, 3, 4, 0}}, notLinearizable},
		"what was read is gone":             {[]call{{"C1", one, 1, 9, 0}, {"C2", read, 3, 4, 1}, {"C2", read, 5, 6, 0}}, notLinearizable},
		"a write without an answer is seen": {[]call{{"C1", one, 1, 0, 0}, {"C2", read, 3, 4, 0}, {"C2", read, 5, 6, 1}}, linearizable},
		"a read without an answer":          {[]call{{"C1", one, 1, 2, 0}, {"C2", read, 3, 0, 0}}, linearizable},
	} {
		t.Run(name, func(t *testing.T) {
			picture := filepath.Join(t.TempDir(), "history.html")
			got, err := heard(c.calls...).check(spec.Register(0), time.Minute, picture)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
			if c.want == notLinearizable {
				require.FileExists(t, picture)
			} else {
				require.NoFileExists(t, picture)
			}
		})
	}
}

func TestSilence(t *testing.T) {
	h := heard(call{"C1", spec.Write(1), 1, 10, 0}, call{"C1", spec.Read(), 11, 50, 1}, call{"C2", spec.Read(), 20, 0, 0})
	start := h.ops[0].start.Add(-time.Millisecond)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	require.Equal(t, 40*time.Millisecond, h.silence(at(5), at(60)))
	require.Equal(t, 10*time.Millisecond, h.silence(at(15), at(25)))
	require.Equal(t, []time.Duration{9 * time.Millisecond, 39 * time.Millisecond}, h.latencies())
	require.Equal(t, 9*time.Millisecond, percentile(h.latencies(), 50))
	require.Equal(t, 39*time.Millisecond, percentile(h.latencies(), 99))
	require.Equal(t, 1, h.pending())
}
