package traces_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/traces"
)

const logHeader = `{"schema":"synod-events-1","protocol":"p","mutant":"m","settings":{"servers":"2"},"nodes":["S1","S2"],"seed":7,"steps":9,"unlogged":["crash"]}` + "\n"

// sampleLog has an event of every kind and a value of every sort.
const sampleLog = logHeader +
	`{"n":1,"event":"timeout","node":"S1","name":"election","state":{"Term":1,"Votes":["S1"],"Next":{"S2":1},"Log":[{"Term":1,"Op":"none"}],"Up":true,"Pending":{}},"sent":[{"to":"S2","message":{"name":"Vote","Term":1}}]}
{"n":2,"event":"deliver","node":"S2","from":"S1","message":{"name":"Vote","Term":1},"sent":[]}
{"n":3,"event":"drop","from":"S1","to":"S2","message":{"name":"Token","value":-3}}
{"n":4,"event":"duplicate","from":"S1","to":"S2","message":{"name":"Vote","Term":1}}
{"n":5,"event":"crash","node":"S1"}
{"n":6,"event":"restart","node":"S1","state":{}}
{"n":7,"event":"partition","sides":[["S1"],["S2"]]}
{"n":8,"event":"heal"}
{"n":9,"event":"invoke","node":"S1","name":"Op","message":{"name":"Op","Key":"x\"\n"}}
{"n":10,"event":"start","node":"S2"}
`

func TestLogIsReadAndWrittenBack(t *testing.T) {
	l, err := traces.ReadLog(strings.NewReader(sampleLog))
	require.NoError(t, err)
	require.Equal(t, "p", l.Protocol)
	require.Equal(t, "m", l.Mutant)
	require.Equal(t, map[string]string{"servers": "2"}, l.Settings)
	require.Equal(t, []string{"S1", "S2"}, l.Nodes)
	require.Equal(t, []string{"crash"}, l.Unlogged)
	require.Len(t, l.Events, 10)
	require.Equal(t, "election", l.Events[0].Name)
	term, _ := l.Events[0].State.Get("Term")
	require.Equal(t, traces.Int(1), term)
	require.Equal(t, []traces.Packet{{From: "S1", To: "S2", Name: "Vote", Message: traces.Record{{Name: "Term", Value: traces.Int(1)}}}}, l.Events[0].Sent)
	require.Equal(t, "Vote", l.Events[1].Name)
	require.True(t, l.Events[1].SentLogged)
	require.Nil(t, l.Events[4].State)
	require.NotNil(t, l.Events[5].State)
	require.Equal(t, [][]string{{"S1"}, {"S2"}}, l.Events[6].Sides)
	var out bytes.Buffer
	require.NoError(t, traces.WriteLog(&out, l))
	require.Equal(t, sampleLog, out.String())
}

// What a step of a protocol becomes: sets and tuples are lists, maps objects,
// and what is missing an empty object.
func TestLogOfSteps(t *testing.T) {
	m, err := traces.NewMap(traces.Pair{Key: traces.Int(2), Value: traces.Bool(true)}, traces.Pair{Key: traces.Str("S1"), Value: traces.Tuple{traces.Int(1)}})
	require.NoError(t, err)
	step := &traces.Step{Kind: traces.StepDeliver, Node: "S1", From: "S2", To: "S1", Name: "Token", Message: traces.Int(3),
		Sent: []traces.Packet{{From: "S1", To: "S2", Name: "Ack", Message: traces.Record{}}}}
	state := traces.Record{{Name: "Set", Value: traces.NewSet(traces.Int(2), traces.Int(1))}, {Name: "Map", Value: m}, {Name: "Nil", Value: traces.Opaque("nil")}}
	l := &traces.Log{Protocol: "p", Nodes: []string{"S1", "S2"}, Events: []traces.LogEvent{
		traces.LogEventOf(step, state, true),
		traces.LogEventOf(&traces.Step{Kind: traces.StepDrop, From: "S1", To: "S2", Name: "Ack", Message: traces.Record{}}, nil, true),
		traces.LogEventOf(traces.Cut([]string{"S1"}, []string{"S2"}), nil, false),
	}}
	var out bytes.Buffer
	require.NoError(t, traces.WriteLog(&out, l))
	_, events, _ := strings.Cut(out.String(), "\n")
	require.Equal(t, `{"n":1,"event":"deliver","node":"S1","from":"S2","message":{"name":"Token","value":3},"state":{"Set":[1,2],"Map":{"2":true,"S1":[1]},"Nil":{}},"sent":[{"to":"S2","message":{"name":"Ack"}}]}
{"n":2,"event":"drop","from":"S1","to":"S2","message":{"name":"Ack"}}
{"n":3,"event":"partition","sides":[["S1"],["S2"]]}
`, events)
}

func TestLogThatCannotBeWritten(t *testing.T) {
	event := func(name string, v traces.Value) *traces.Log {
		return &traces.Log{Nodes: []string{"S1"}, Events: []traces.LogEvent{{Kind: traces.StepDeliver, Node: "S1", From: "S1", Name: name, Message: v}}}
	}
	for want, l := range map[string]*traces.Log{
		"event 1: message M: value: 2147483648 is too large a number for a log":   event("M", traces.Int(1<<31)),
		"event 1: message M: value: a log cannot say Nat":                         event("M", traces.Opaque("Nat")),
		"event 1: message M has a field called name, which a log cannot say":      event("M", traces.Record{{Name: "name", Value: traces.Int(1)}}),
		`event 1: there is no kind of event "action"`:                             {Events: []traces.LogEvent{{Kind: traces.StepAction}}},
		"seed is 4294967296; a log has no number above 2147483647":                {Seed: 1 << 32},
		`event 1: message M: value: two keys of {1: 1, "1": 1} are the same text`: event("M", traces.Map{{Key: traces.Int(1), Value: traces.Int(1)}, {Key: traces.Str("1"), Value: traces.Int(1)}}),
		"event 1: state: x: a value is missing":                                   {Nodes: []string{"S1"}, Events: []traces.LogEvent{{Kind: traces.StepCrash, Node: "S1", State: traces.Record{{Name: "x"}}}}},
	} {
		require.EqualError(t, traces.WriteLog(&bytes.Buffer{}, l), want)
	}
}

// What additional fields say is not read, not even whether it makes sense.
func TestLogIgnoresUnknownFields(t *testing.T) {
	l, err := traces.ReadLog(strings.NewReader(`{"schema":"synod-events-1","protocol":"p","nodes":["S1"],"host":null,"x":{"nodes":1e99}}
{"n":1,"event":"crash","time":1.5e9,"node":"S1","y":[null]}

`))
	require.NoError(t, err)
	require.Equal(t, []traces.LogEvent{{Kind: traces.StepCrash, Node: "S1"}}, l.Events)
}

// wrongLogs are logs that cannot be read, with what is said of them.
var wrongLogs = []struct{ text, want string }{
	{"", "it is empty; a log begins with a header line"},
	{"\n" + sampleLog, "line 1: it is blank; the header of a log is needed"},
	{`[1]`, `line 1: it is a list; the header of a log is needed, {"schema":"synod-events-1","protocol":…,"nodes":[…]}`},
	{`{"n":1,"event":"crash","node":"S1"}`, `line 1: it has no field schema; the header of a log is needed, {"schema":"synod-events-1","protocol":…,"nodes":[…]}`},
	{`{"schema":"synod-events-2"}`, `line 1: its version is "synod-events-2"; this program reads "synod-events-1"`},
	{`{"schema":1}`, `line 1: schema is a number; "synod-events-1" is needed`},
	{`{"schema":"synod-events-1","nodes":[]}`, "line 1: the field protocol is missing"},
	{`{"schema":"synod-events-1","protocol":"p"}`, "line 1: the field nodes is missing"},
	{`{"schema":"synod-events-1","protocol":"p","nodes":["S1","S1"]}`, `line 1: nodes: each node needs a name of its own, not "S1"`},
	{`{"schema":"synod-events-1","protocol":"p","nodes":["S1"],"settings":{"a":1}}`, "line 1: settings: a is a number; a string is needed"},
	{`{"schema":"synod-events-1","protocol":"p","nodes":["S1"],"seed":-1}`, "line 1: seed needs to be a number from 0 to 2147483647"},
	{logHeader + `{"n":1,"event":"crash","node":"S1"`, "line 2, column 35: bad JSON: the input ends here, where a comma or } should stand: it is truncated"},
	{logHeader + `{"n":1,"event":"crash","node":"S1"} {}`, "line 2, column 37: bad JSON: nothing may follow the end of the line, but here is '{'"},
	{logHeader + `{"n":1,"event":"crash","node":"S1","n":1}`, `line 2, column 36: bad JSON: "n" stands twice in the line`},
	{`{"schema":"synod-events-1","protocol":"p","nodes":["S1"],"settings":{"a\nb":1}}`, `line 1: settings: "a\nb" is a number; a string is needed`},
	{logHeader + `"x"`, "line 2: it is a string; an event is an object"},
	{logHeader + `{"event":"crash","node":"S1"}`, "line 2: the event has no field n"},
	{logHeader + `{"n":"1","event":"crash","node":"S1"}`, "line 2: n is a string; a number is needed"},
	{logHeader + `{"n":2,"event":"crash","node":"S1"}`, "line 2: events out of order: n is 2, but this is event 1"},
	{logHeader + `{"n":1,"event":"crash","node":"S1"}` + "\n" + `{"n":1,"event":"crash","node":"S1"}`, "line 3: events out of order: n is 1, but this is event 2"},
	{logHeader + "\n" + `{"n":1,"event":"crash","node":"S1"}`, "line 2: it is blank; an event is needed"},
	{logHeader + `{"n":1,"node":"S1"}`, "line 2: the field event is missing"},
	{logHeader + `{"n":1,"event":"explode","node":"S1"}`,
		`line 2: unknown event "explode"; there are crash, cut-link, deliver, drop, duplicate, heal, heal-link, invoke, partition, restart, start, suspect, timeout, trust`},
	{logHeader + `{"n":1,"event":"crash"}`, "line 2: event crash: the field node is missing"},
	{logHeader + `{"n":1,"event":"crash","node":1}`, "line 2: event crash: node is a number; a string is needed"},
	{logHeader + `{"n":1,"event":"crash","node":"S9"}`, `line 2: event crash: node "S9" is none of the header's nodes`},
	{logHeader + `{"n":1,"event":"deliver","node":"S1","message":{"name":"M"}}`, "line 2: event deliver: the field from is missing"},
	{logHeader + `{"n":1,"event":"deliver","node":"S1","from":"S2"}`, "line 2: event deliver: the field message is missing"},
	{logHeader + `{"n":1,"event":"deliver","node":"S1","from":"S2","message":{}}`, "line 2: event deliver: message: the field name is missing"},
	{logHeader + `{"n":1,"event":"deliver","node":"S1","from":"S2","message":[]}`, "line 2: event deliver: message is a list; an object is needed"},
	{logHeader + `{"n":1,"event":"timeout","node":"S1"}`, "line 2: event timeout: the field name is missing"},
	{logHeader + `{"n":1,"event":"crash","node":"S1","state":[]}`, "line 2: event crash: state is a list; an object is needed"},
	{logHeader + `{"n":1,"event":"crash","node":"S1","state":{"Term":99999999999}}`, "line 2: event crash: state: Term: 99999999999 is too large a number: the largest is 2147483647"},
	{logHeader + `{"n":1,"event":"crash","node":"S1","state":{"Term":1.5}}`, "line 2: event crash: state: Term: 1.5 is not a whole number"},
	{logHeader + `{"n":1,"event":"crash","node":"S1","state":{"Log":[{"x":null}]}}`, "line 2: event crash: state: Log: x: null means nothing in a log; leave the field out"},
	{logHeader + `{"n":1,"event":"suspect","node":"S1"}`, "line 2: event suspect: the field name is missing"},
	{logHeader + `{"n":1,"event":"trust","node":"S1","name":"S3"}`, `line 2: event trust: name "S3" is none of the header's nodes`},
	{logHeader + `{"n":1,"event":"heal","state":{}}`, "line 2: event heal: it has a state, but no node whose state that could be"},
	{logHeader + `{"n":1,"event":"crash","node":"S1","sent":[{"to":"S3"}]}`, `line 2: event crash: sent: to "S3" is none of the header's nodes`},
	{logHeader + `{"n":1,"event":"crash","node":"S1","sent":[{"to":"S2"}]}`, "line 2: event crash: sent: the field message is missing"},
	{logHeader + `{"n":1,"event":"partition","sides":[["S3"]]}`, `line 2: event partition: sides: "S3" is none of the header's nodes`},
}

func TestLogThatCannotBeRead(t *testing.T) {
	for _, c := range wrongLogs {
		_, err := traces.ReadLog(strings.NewReader(c.text))
		require.EqualError(t, err, c.want, c.text)
	}
}

// What can be read can be written, reads the same again, and an error is one line.
func FuzzReadLog(f *testing.F) {
	f.Add(sampleLog)
	f.Add(ofS1)
	f.Add(ofS2)
	for _, c := range wrongLogs {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := traces.ReadLog(strings.NewReader(text))
		if err != nil {
			require.NotContains(t, err.Error(), "\n")
			return
		}
		var first, second bytes.Buffer
		require.NoError(t, traces.WriteLog(&first, l))
		requireSeen(t, first.String())
		again, err := traces.ReadLog(bytes.NewReader(first.Bytes()))
		require.NoError(t, err)
		require.NoError(t, traces.WriteLog(&second, again))
		require.Equal(t, first.String(), second.String())
	})
}
