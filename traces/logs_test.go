package traces_test

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/synod-go/synod/traces"
)

const (
	ofS1 = `{"schema":"synod-events-1","protocol":"p","mutant":"","settings":{},"nodes":["S1","S2"],"seed":0,"steps":0,"unlogged":[],"only":["S1"]}` + "\n" +
		`{"n":1,"event":"timeout","node":"S1","name":"election","clock":{"S1":1},"sent":[{"to":"S2","id":"S1-1","message":{"name":"Vote"}}]}` + "\n" +
		`{"n":2,"event":"deliver","node":"S1","from":"S2","message":{"name":"Reply"},"id":"S2-1","clock":{"S1":2,"S2":1}}` + "\n"
	ofS2 = `{"schema":"synod-events-1","protocol":"p","mutant":"","settings":{},"nodes":["S1","S2"],"seed":0,"steps":0,"unlogged":[],"only":["S2"]}` + "\n" +
		`{"n":1,"event":"deliver","node":"S2","from":"S1","message":{"name":"Vote"},"id":"S1-1","clock":{"S1":1,"S2":1},"sent":[{"to":"S1","id":"S2-1","message":{"name":"Reply"}}]}` + "\n"
)

func readLog(t require.TestingT, text string) *traces.Log {
	l, err := traces.ReadLog(strings.NewReader(text))
	require.NoError(t, err)
	return l
}

func writeLog(t require.TestingT, l *traces.Log) string {
	var b bytes.Buffer
	require.NoError(t, traces.WriteLog(&b, l))
	return b.String()
}

func TestLogOfOneNodeIsReadAndWrittenBack(t *testing.T) {
	for _, text := range []string{ofS1, ofS2} {
		if diff := cmp.Diff(text, writeLog(t, readLog(t, text))); diff != "" {
			t.Error(diff)
		}
	}
	l := readLog(t, ofS1)
	require.Equal(t, []string{"S1"}, l.Only)
	require.Equal(t, []string{"S1-1"}, l.Events[0].SentIDs)
	require.Equal(t, "S2-1", l.Events[1].ID)
	require.Equal(t, map[string]int{"S1": 2, "S2": 1}, l.Events[1].Clock)
}

// A log of all nodes is in order by itself: what others write into these fields is left out.
func TestLogOfAllNodesHasNoOtherOrder(t *testing.T) {
	l := readLog(t, logHeader+`{"n":1,"event":"crash","node":"S1","id":7,"clock":"12:00","sent":[{"to":"S2","id":[],"message":{"name":"M"}}]}`)
	require.Nil(t, l.Only)
	require.Equal(t, "", l.Events[0].ID)
	require.Nil(t, l.Events[0].SentIDs)
	require.Nil(t, l.Events[0].Clock)
	l.Events[0].ID = "x"
	require.EqualError(t, traces.WriteLog(&bytes.Buffer{}, l), "event 1: ids of messages and clocks are for a log of some of the nodes")
}

func TestLogOfOneNodeThatCannotBeRead(t *testing.T) {
	header, _, _ := strings.Cut(ofS1, "\n")
	header += "\n"
	for text, want := range map[string]string{
		strings.Replace(header, `["S1"]`, `["S3"]`, 1):                                                       `line 1: only: "S3" is none of the header's nodes`,
		strings.Replace(header, `["S1"]`, `["S1","S1"]`, 1):                                                  `line 1: only: "S1" stands there twice`,
		strings.Replace(header, `["S1"]`, `"S1"`, 1):                                                         "line 1: only is a string; a list of strings is needed",
		header + `{"n":1,"event":"crash","node":"S2"}`:                                                       `line 2: event crash: node "S2" is none of those whose log this is`,
		header + `{"n":1,"event":"crash","node":"S1","id":"x"}`:                                              "line 2: event crash: it has the id of a message, but no message is received, lost or doubled",
		header + `{"n":1,"event":"crash","node":"S1","id":7}`:                                                "line 2: event crash: id is a number; a string is needed",
		header + `{"n":1,"event":"crash","node":"S1","clock":[1]}`:                                           "line 2: event crash: clock is a list; an object with a number for each node is needed",
		header + `{"n":1,"event":"crash","node":"S1","clock":{"S1":-1}}`:                                     "line 2: event crash: clock: S1 needs to be a number from 0 to 2147483647",
		header + `{"n":1,"event":"crash","node":"S1","clock":{"S3":1}}`:                                      `line 2: event crash: clock: "S3" is none of the header's nodes`,
		header + `{"n":1,"event":"crash","node":"S1","sent":[{"to":"S2","id":1,"message":{"name":"Vote"}}]}`: "line 2: event crash: sent: id is a number; a string is needed",
	} {
		_, err := traces.ReadLog(strings.NewReader(text))
		require.EqualError(t, err, want, text)
	}
}

func TestLogsAreJoined(t *testing.T) {
	j, err := traces.Join(readLog(t, ofS1), readLog(t, ofS2))
	require.NoError(t, err)
	require.Empty(t, j.Missing)
	all, err := j.Linear()
	require.NoError(t, err)
	if diff := cmp.Diff([]traces.Place{{0, 0}, {1, 0}, {0, 1}}, all); diff != "" {
		t.Error(diff)
	}
	require.Equal(t, "Vote", j.At(all[1]).Name)

	j, err = traces.Join(readLog(t, ofS2))
	require.NoError(t, err)
	require.Equal(t, []string{"S1"}, j.Missing)

	j, err = traces.Join(readLog(t, sampleLog))
	require.NoError(t, err, "a log of the whole run is one sequence")
	all, err = j.Linear()
	require.NoError(t, err)
	require.Len(t, all, 10)
	for i, p := range all {
		require.Equal(t, traces.Place{Sequence: 0, Event: i}, p)
	}
}

// Times choose among the orders that are possible, and make none of them impossible: S2 has a
// clock that is wrong.
func TestLogsAreShownByTime(t *testing.T) {
	header := func(only string) string {
		return `{"schema":"synod-events-1","protocol":"p","nodes":["S1","S2"],"only":[` + only + "]}\n"
	}
	s1 := header(`"S1"`) + `{"n":1,"event":"timeout","node":"S1","name":"t","time":"2026-01-01T10:00:01Z","sent":[{"to":"S2","id":"a","message":{"name":"M"}}]}` + "\n" +
		`{"n":2,"event":"crash","node":"S1"}` + "\n" +
		`{"n":3,"event":"restart","node":"S1","time":"2026-01-01T11:00:05.25+01:00"}` + "\n"
	s2 := header(`"S2"`) + `{"n":1,"event":"deliver","node":"S2","from":"S1","id":"a","message":{"name":"M"},"time":"2020-01-01T00:00:00Z"}` + "\n" +
		`{"n":2,"event":"timeout","node":"S2","name":"t","time":"2026-01-01T10:00:04Z"}` + "\n"
	net := header("") + `{"n":1,"event":"partition","time":"2026-01-01T10:00:02Z"}` + "\n" + `{"n":2,"event":"heal","time":"2026-01-01T10:00:05.5Z"}` + "\n"

	order := func(texts ...string) (names []string) {
		var logs []*traces.Log
		for _, text := range texts {
			logs = append(logs, readLog(t, text))
		}
		j, err := traces.Join(logs...)
		require.NoError(t, err)
		l, places, err := j.Joined()
		require.NoError(t, err)
		for i, p := range places {
			require.True(t, l.Events[i].Time.IsZero())
			require.Equal(t, l.Events[i].Kind, j.At(p).Kind)
			names = append(names, l.Events[i].Node+" "+l.Events[i].Kind)
		}
		return names
	}
	byTime := []string{"S1 timeout", "S1 crash", "S2 deliver", " partition", "S2 timeout", "S1 restart", " heal"}
	require.Equal(t, byTime, order(s1, s2, net))
	require.Equal(t, byTime, order(net, s2, s1), "whatever the order of the files")
	strange := strings.NewReplacer("2026-01-01T10:00:0", "at ", "2026-01-01T11:00:0", "at ", `"2020-01-01T00:00:00Z"`, "17").Replace
	require.Equal(t, []string{"S1 timeout", "S1 crash", "S1 restart", "S2 deliver", "S2 timeout", " partition", " heal"},
		order(strange(s1), strange(s2), strange(net)), "times of another form are other people's")

	written := writeLog(t, readLog(t, s1))
	require.Contains(t, written, `"time":"2026-01-01T10:00:05.25Z"`)
	require.Equal(t, written, writeLog(t, readLog(t, written)))
}

func TestLogsThatCannotBeJoined(t *testing.T) {
	without := func(text, field string) string { // without the field, which has no braces in it
		for {
			i := strings.Index(text, `,"`+field+`":{`)
			if i < 0 {
				return text
			}
			text = text[:i] + text[i+strings.Index(text[i:], "}")+1:]
		}
	}
	circle := strings.Replace(without(ofS1, "clock"), `,"sent"`, `,"dummy"`, 1)
	circle = strings.Replace(circle, `"id":"S2-1"`, `"id":"S2-1","sent":[{"to":"S2","id":"S1-1","message":{"name":"Vote"}}]`, 1)
	for name, c := range map[string]struct {
		logs []string
		want string
	}{
		"none":     {nil, "there is no log"},
		"twice":    {[]string{ofS1, ofS1}, "log 2: S1 has another log"},
		"system":   {[]string{ofS1, strings.Replace(ofS2, `"p"`, `"q"`, 1)}, "log 2: it is of another system than the first"},
		"nodes":    {[]string{ofS1, strings.Replace(ofS2, `"S1","S2"`, `"S2","S1"`, 1)}, "log 2: it has other nodes than the first"},
		"whole":    {[]string{strings.Replace(ofS1, `,"only":["S1"]`, "", 1), ofS2}, "log 1: it has the events of all nodes, and cannot be joined with another"},
		"same id":  {[]string{ofS1, strings.Replace(ofS2, `"id":"S2-1"`, `"id":"S1-1"`, 1)}, `message "S1-1" is sent by event 1 (timeout at S1) of log 1 and again by event 1 (deliver at S2) of log 2`},
		"circle":   {[]string{circle, without(ofS2, "clock")}, "the order of the events is a circle: event 2 (deliver at S1) of log 1, event 1 (deliver at S2) of log 2 wait for each other"},
		"clock":    {[]string{strings.Replace(ofS1, `{"S1":2,"S2":1}`, `{"S2":1}`, 1), ofS2}, "log 1: the clock of event 2 (deliver at S1) is not after the clock of event 1 (timeout at S1)"},
		"backward": {[]string{strings.Replace(ofS1, `"id":"S2-1"`, `"id":"S1-1"`, 1) + `{"n":3,"event":"deliver","node":"S1","from":"S1","message":{"name":"M"},"id":"S1-9","sent":[{"to":"S1","id":"S1-9","message":{"name":"M"}}]}`}, "log 1: event 3 (deliver at S1) needs event 3 (deliver at S1) to have happened"},
	} {
		var logs []*traces.Log
		for _, text := range c.logs {
			logs = append(logs, readLog(t, text))
		}
		_, err := traces.Join(logs...)
		require.EqualError(t, err, c.want, name)
	}
}

// A run that is logged by each node for itself can be read in the order in which it happened,
// and in no order in which a message is received before it is sent; ids and clocks say the same.
func TestJoinKeepsTheOrderOfARun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		nodes := []string{"S1", "S2", "S3"}
		withIDs, withClocks := rapid.Bool().Draw(t, "ids"), rapid.Bool().Draw(t, "clocks")
		logs, clocks := make([]*traces.Log, len(nodes)), make([]map[string]int, len(nodes))
		for i, n := range nodes {
			logs[i] = &traces.Log{Protocol: "p", Nodes: nodes, Only: []string{n}}
			clocks[i] = map[string]int{}
		}
		type message struct {
			id       string
			from, to int
			clock    map[string]int
			sent     traces.Place
		}
		var inFlight []message
		var run []traces.Place
		sentAt := map[traces.Place]traces.Place{} // by the event that receives
		for range rapid.IntRange(0, 30).Draw(t, "events") {
			at := rapid.IntRange(0, 2).Draw(t, "node")
			e := traces.LogEvent{Kind: traces.StepTimeout, Node: nodes[at], Name: "t"}
			here := traces.Place{Sequence: at, Event: len(logs[at].Events)}
			if k := slices.IndexFunc(inFlight, func(m message) bool { return m.to == at }); k >= 0 && rapid.Bool().Draw(t, "deliver") {
				m := inFlight[k]
				inFlight = slices.Delete(inFlight, k, k+1)
				e.Kind, e.Name, e.From, e.Message = traces.StepDeliver, "M", nodes[m.from], rec{}
				if withIDs {
					e.ID = m.id
				}
				for n, c := range m.clock {
					clocks[at][n] = max(clocks[at][n], c)
				}
				sentAt[here] = m.sent
			}
			clocks[at][nodes[at]]++
			if withClocks {
				e.Clock = maps.Clone(clocks[at])
			}
			e.SentLogged = true
			for to := range nodes {
				if to == at || !rapid.Bool().Draw(t, "send") {
					continue
				}
				m := message{nodes[at] + "-" + strconv.Itoa(len(run)) + nodes[to], at, to, maps.Clone(clocks[at]), here}
				inFlight = append(inFlight, m)
				e.Sent = append(e.Sent, traces.Packet{From: nodes[at], To: nodes[to], Name: "M", Message: rec{}})
				if withIDs {
					e.SentIDs = append(e.SentIDs, m.id)
				}
			}
			logs[at].Events = append(logs[at].Events, e)
			run = append(run, here)
		}
		for i, l := range logs {
			logs[i] = readLog(t, writeLog(t, l))
		}
		j, err := traces.Join(logs...)
		require.NoError(t, err)

		done := make([]int, len(nodes))
		for _, p := range run {
			require.Contains(t, j.Next(done), p, "the run itself is possible")
			done[p.Sequence]++
		}
		clear(done)
		for {
			next := j.Next(done)
			if withIDs || withClocks {
				for _, p := range next {
					if from, ok := sentAt[p]; ok {
						require.Less(t, from.Event, done[from.Sequence], "%v is received, and was not sent", p)
					}
				}
			} else {
				require.Len(t, next, len(slices.DeleteFunc(slices.Clone(logs), func(l *traces.Log) bool {
					return done[slices.Index(logs, l)] == len(l.Events)
				})), "without ids and clocks nothing waits")
			}
			if len(next) == 0 {
				break
			}
			done[rapid.SampledFrom(next).Draw(t, "next").Sequence]++
		}
		for i, l := range logs {
			require.Len(t, l.Events, done[i], "no event is left behind")
		}
	})
}

// Joined logs are one log in a possible order. What a message lacks in one place it has from the
// other.
func TestJoinedLogs(t *testing.T) {
	a := readLog(t, strings.Replace(strings.Replace(ofS1, `{"name":"Reply"}`, `{"name":"Reply","Granted":true}`, 1), `"unlogged":[]`, `"unlogged":["drop"]`, 1))
	b := readLog(t, strings.Replace(strings.Replace(ofS2, `{"name":"Vote"}`, `{"name":"Vote","Term":1}`, 1), `"only":["S2"]`, `"only":["S2"],"lost":true`, 1))
	require.True(t, b.Lost)
	require.Contains(t, writeLog(t, b), `"only":["S2"],"lost":true}`)
	j, err := traces.Join(b, a)
	require.NoError(t, err)
	l, places, err := j.Joined()
	require.NoError(t, err)
	require.Equal(t, []traces.Place{{1, 0}, {0, 0}, {1, 1}}, places)
	require.True(t, l.Lost)
	require.Equal(t, []string{"drop"}, l.Unlogged)
	require.Nil(t, l.Only)
	want := `{"n":1,"event":"timeout","node":"S1","name":"election","sent":[{"to":"S2","message":{"name":"Vote","Term":1}}]}
{"n":2,"event":"deliver","node":"S2","from":"S1","message":{"name":"Vote","Term":1},"sent":[{"to":"S1","message":{"name":"Reply","Granted":true}}]}
{"n":3,"event":"deliver","node":"S1","from":"S2","message":{"name":"Reply","Granted":true}}
`
	_, events, _ := strings.Cut(writeLog(t, l), "\n")
	require.Equal(t, want, events)
	require.Empty(t, a.Events[0].Sent[0].Message, "the logs themselves are as they were")

	before, waits := j.Waits(traces.Place{0, 0}, []int{0, 0})
	require.True(t, waits)
	require.Equal(t, traces.Place{1, 0}, before)
	_, waits = j.Waits(traces.Place{0, 0}, []int{0, 1})
	require.False(t, waits)
	require.Contains(t, j.Before(traces.Place{0, 0}), traces.Place{1, 0})
}

func TestLostNeedsATruthValue(t *testing.T) {
	_, err := traces.ReadLog(strings.NewReader(strings.Replace(ofS1, `"only":["S1"]`, `"only":["S1"],"lost":1`, 1)))
	require.EqualError(t, err, "line 1: lost is a number; true or false is needed")
}
