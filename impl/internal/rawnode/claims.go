package rawnode

import (
	"runtime/debug"
	"slices"
	"strings"

	"github.com/synod-go/synod/model/temporal"
)

// Version returns the version of the library in this program, "" if it is not known.
func (l *Library) Version() string { return versionOf(l.Path) }

// versionOf returns the version of a package's module in this program, "" if it is not known.
func versionOf(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, m := range info.Deps {
		if path == m.Path || strings.HasPrefix(path, m.Path+"/") {
			return m.Version
		}
	}
	return ""
}

// The paths under which the library was published.
const (
	pathRaft = "go.etcd.io/raft/v3"      // from v3.6.0 on
	path35   = "go.etcd.io/etcd/raft/v3" // v3.5
	path34   = "go.etcd.io/etcd/raft"    // until v3.4
)

// defect is a defect of some versions that is known upstream, and how it shows.
type defect struct {
	temporal.Claim
	// has are the prefixes of the versions that have it, by the path; "" is all.
	has map[string][]string
}

// defects are those that claims are about. In a version without the defect the property holds
// under the same settings.
var defects = []defect{
	{
		Claim: temporal.Claim{
			Property: "linearizability",
			Text:     "A read index is that of a round of heartbeats which began after it was asked for.",
			Source:   "etcd-io/raft, issue 397: rounds are told apart by the request's context, and a retry brings an older one to life",
			Length:   25,
			From:     "leader-ready",
			With:     map[string]any{"scripts": "r;w;r", "retries": []int{0, 0, 1}, "terms": 3},
		},
		has: map[string][]string{pathRaft: {"v3.6."}, path35: {""}, path34: {""}},
	},
	{
		Claim: temporal.Claim{
			Property: "commit-safety",
			Text:     "A server that has not applied a committed change of the configuration does not campaign.",
			Source:   "etcd, issue 12133: changes of the second kind (ConfChangeV2) were not looked for",
			Length:   31,
			From:     "leader-ready",
			With:     map[string]any{"scripts": "w", "ready": "apply", "changes": "r3,r2", "terms": 3, "elections": []int{1, 1, 0}, "panics": panicsEnd},
		},
		has: map[string][]string{path34: {""}},
	},
	{
		Claim: temporal.Claim{
			Property: "durability",
			Text:     "An entry is committed only when it is stable on a majority, also where one server is all of them.",
			Source:   "etcd, issue 14370: a single voter hands out entries to apply before they are written",
			Length:   8,
			With:     map[string]any{"servers": 1, "scripts": "w", "ready": "parallel", "crashes": 1, "terms": 3, "elections": []int{2}},
		},
		has: map[string][]string{path35: {""}, path34: {""}},
	},
}

// claims are what a version is expected to show.
func claims(path, version string) (list []temporal.Claim) {
	for _, d := range defects {
		c := d.Claim
		has := func(prefix string) bool { return strings.HasPrefix(version, prefix) }
		if slices.ContainsFunc(d.has[path], has) {
			c.Verdict = temporal.Violated
		} else {
			c.Verdict, c.Length = temporal.Holds, 0
		}
		list = append(list, c)
	}
	return append(list, progress...)
}
