package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/synod-go/synod/explore/report"
)

func annotations(t require.TestingT, suites ...report.Suite) []string {
	var b bytes.Buffer
	require.NoError(t, report.Annotations(&b, suites...))
	return strings.SplitAfter(strings.TrimSuffix(b.String(), "\n"), "\n")
}

func TestAnnotations(t *testing.T) {
	require.Equal(t, []string{
		"::error file=toy.go,line=7,title=explore toy -mutant broken%3A small::x is 2 <&>%0A%0Aafter 2 steps%0A  Up%0A  Up%0A%0Asaved to out/toy.itf.json\n",
		"::warning title=explore toy -mutant broken::idle-node S: S does nothing",
	}, annotations(t, sample().Suites()...), "neither what is open nor what is meant")

	green := &report.Report{Verdict: report.Holds, Complete: true, Properties: []report.Property{{Name: "p", Verdict: report.Holds}}}
	require.Equal(t, []string{""}, annotations(t, green.Suites()...))

	ended := &report.Report{Verdict: report.Inconclusive, BoundedBy: []string{"time"}}
	require.Contains(t, annotations(t, ended.Suites()...)[0], "::error title=")

	misfit := &report.Misfit{Event: 2, Line: 3, Place: report.Place{File: "a.ndjson", Line: 3}, Explanation: "event 2 does not fit"}
	log := &report.Report{Verdict: report.Rejected, Validation: &report.Validation{Log: "a.ndjson", Misfit: misfit}}
	require.Contains(t, annotations(t, log.Suites()...)[0], "::error file=a.ndjson,line=3,")
	require.Contains(t, annotations(t, log.Suites()...)[0], "::REJECTED.", "the title is what was asked, so the message must say that it is not so")

	long := report.Suite{Cases: []report.Case{{Failure: &report.Problem{Text: strings.Repeat("line\n", 1000)}}}}
	require.Equal(t, 40, strings.Count(annotations(t, long)[0], "%0A"))
	require.Contains(t, annotations(t, long)[0], "the rest is in the log")
}

// Whatever the texts are, an annotation is one command, whose properties and message are
// what they were.
func TestAnnotationsHoldForeignText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			"a\n::error::b", "%0A::add-mask::x", "a,line=2", "a::b", "\r\n::stop-commands::x", "##[error]x", "%25",
		}))
		file, title, message := text.Draw(t, "file"), text.Draw(t, "title"), text.Draw(t, "message")
		lines := annotations(t, report.Suite{Name: title, Cases: []report.Case{{
			Name: "n", Place: report.Place{File: "f" + file, Line: 4}, Failure: &report.Problem{Message: message},
		}}})
		require.Len(t, lines, 1)
		properties, said, found := strings.Cut(strings.TrimPrefix(lines[0], "::error "), "::")
		require.True(t, found)
		require.Len(t, strings.Split(properties, ","), 3)
		require.NotContains(t, said, "\r")
		require.Regexp(t, `^file=f[^,:]*,line=4,title=[^,:]*%3A n$`, properties)
	})
}
