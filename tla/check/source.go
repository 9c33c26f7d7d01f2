package check

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/synod-go/synod/traces"
)

// The settings of a trace that say, with its source, how its model is loaded again; they are spelled as the flags of explore tla.
const (
	settingConfig = "config"
	settingPath   = "path"
)

// meta is what a trace says of where it comes from.
func (m *Model) meta() traces.Meta {
	meta := traces.Meta{Kind: traces.KindTLA, Source: m.Sources.Spec, Settings: map[string]string{}, Properties: slices.Clone(m.claimNames)}
	if m.Sources.Config != "" {
		meta.Settings[settingConfig] = m.Sources.Config
	}
	if len(m.Sources.Path) > 0 {
		meta.Settings[settingPath] = strings.Join(m.Sources.Path, string(filepath.ListSeparator))
	}
	return meta
}

// SourcesOf says where the model comes from that a saved trace is a run of. The error says why the trace does not tell.
func SourcesOf(saved *traces.Trace) (Sources, error) {
	m := saved.Meta
	switch {
	case m.Kind != traces.KindTLA:
		return Sources{}, fmt.Errorf("the trace does not say that it is of a TLA+ spec (another tool's, perhaps); one that Synod saved is needed")
	case m.Source == "":
		return Sources{}, fmt.Errorf("the trace does not say which file has the spec that it is a run of")
	}
	src := Sources{Spec: m.Source, Config: m.Settings[settingConfig]}
	if path := m.Settings[settingPath]; path != "" {
		src.Path = filepath.SplitList(path)
	}
	return src, nil
}
