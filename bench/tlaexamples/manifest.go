package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A model is one .cfg of the corpus with its module, and what the corpus says about it.
type model struct {
	name       string // of the .cfg, without specifications/ and .cfg
	root       string // of the checkout
	folder     string // where the module is, from the root
	dir        string // where the module is
	tla, cfg   string // the files, as seen from dir
	exhaustive bool
	listed     time.Duration // how long TLC took; -1 when that is unknown
	cdot       bool          // the spec composes actions, which TLC does only when told so
	workers    int           // 0, or how many the model must be run with
	verdict    string        // as the manifest has it, see verdicts
	distinct   *int64        // nil when not listed
	total      *int64
}

// manifest is a manifest.json, as far as it is needed here.
type manifest struct {
	Modules []struct {
		Path     string   `json:"path"`
		Features []string `json:"features"`
		Models   []struct {
			Path           string          `json:"path"`
			Runtime        string          `json:"runtime"`
			Mode           json.RawMessage `json:"mode"` // a text, or an object for simulation
			Result         string          `json:"result"`
			DistinctStates *int64          `json:"distinctStates"`
			TotalStates    *int64          `json:"totalStates"`
			Workers        json.RawMessage `json:"workers"` // a number or "auto"
		} `json:"models"`
	} `json:"modules"`
}

// readManifests reads all models of a checkout, ordered by name.
func readManifests(examples string) ([]model, error) {
	examples, err := filepath.Abs(examples)
	if err != nil {
		return nil, err
	}
	paths, err := filepath.Glob(filepath.Join(examples, "specifications", "*", "manifest.json"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("%s has no specifications/*/manifest.json: it is no checkout of github.com/tlaplus/Examples", examples)
	}
	var all []model
	for _, p := range paths {
		src, err := os.ReadFile(p)
		if err != nil {
			return nil, err
		}
		models, err := readManifest(examples, src)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
		all = append(all, models...)
	}
	slices.SortStableFunc(all, func(a, b model) int { return cmp.Compare(a.name, b.name) })
	return all, nil
}

// readManifest reads the models of one manifest.
func readManifest(examples string, src []byte) ([]model, error) {
	var in manifest
	if err := json.Unmarshal(src, &in); err != nil {
		return nil, err
	}
	var list []model
	for _, module := range in.Modules {
		for _, x := range module.Models {
			m := model{
				name:       strings.TrimSuffix(strings.TrimPrefix(x.Path, "specifications/"), ".cfg"),
				root:       examples,
				folder:     filepath.FromSlash(path.Dir(module.Path)),
				dir:        filepath.Join(examples, filepath.FromSlash(path.Dir(module.Path))),
				tla:        path.Base(module.Path),
				exhaustive: string(x.Mode) == `"exhaustive search"`,
				cdot:       slices.Contains(module.Features, "action composition"),
				verdict:    x.Result, distinct: x.DistinctStates, total: x.TotalStates,
			}
			var err error
			if m.cfg, err = filepath.Rel(filepath.FromSlash(path.Dir(module.Path)), filepath.FromSlash(x.Path)); err != nil {
				return nil, fmt.Errorf("model %s: %w", x.Path, err)
			}
			if m.listed, err = runtimeOf(x.Runtime); err != nil {
				return nil, fmt.Errorf("model %s: %w", x.Path, err)
			}
			if len(x.Workers) > 0 && !bytes.HasPrefix(x.Workers, []byte(`"`)) {
				if err := json.Unmarshal(x.Workers, &m.workers); err != nil {
					return nil, fmt.Errorf("model %s: workers: %w", x.Path, err)
				}
			}
			list = append(list, m)
		}
	}
	return list, nil
}

// runtimeOf reads 00:01:30; -1 is "unknown".
func runtimeOf(s string) (time.Duration, error) {
	if s == "unknown" {
		return -1, nil
	}
	var h, m, sec int
	if n, err := fmt.Sscanf(s, "%d:%d:%d", &h, &m, &sec); n != 3 || err != nil {
		return 0, fmt.Errorf("the runtime %q is neither hours:minutes:seconds nor unknown", s)
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec)*time.Second, nil
}
