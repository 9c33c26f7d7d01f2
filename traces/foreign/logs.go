package foreign

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/synod-go/synod/traces"
)

// logExtension is how the names of event logs in a directory end.
const logExtension = ".ndjson"

// Files returns the paths, with the event logs in it (*.ndjson) in place of a directory. The
// error says that there are none in one.
func Files(paths []string) (files []string, err error) {
	for _, path := range paths {
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			files = append(files, path)
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, withPath(path, err)
		}
		before := len(files)
		for _, e := range entries {
			if !e.IsDir() && filepath.Ext(e.Name()) == logExtension {
				files = append(files, filepath.Join(path, e.Name()))
			}
		}
		if len(files) == before {
			return nil, fmt.Errorf("%s: a directory in which there is no event log (*%s)", path, logExtension)
		}
	}
	return files, nil
}

// ReadFiles reads the run of which the nodes have written event logs of their own, a file for
// each node, in an order of the events that is possible ([traces.Logs.Linear]). A single file
// is read as [ReadFile] does.
func ReadFiles(paths ...string) (*traces.Trace, error) {
	if len(paths) == 1 {
		return ReadFile(paths[0])
	}
	var logs []*traces.Log
	for _, path := range paths {
		data, err := readFile(path)
		if err != nil {
			return nil, err
		}
		if !traces.IsLog(data) {
			return nil, fmt.Errorf("%s: it is no event log; of several files each must be the log of one run's nodes", path)
		}
		l, err := readLog(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		logs = append(logs, l)
	}
	joined, err := traces.Join(logs...)
	if err == nil {
		var l *traces.Log
		if l, _, err = joined.Joined(); err == nil {
			return l.Trace(), nil
		}
	}
	return nil, fmt.Errorf("%s: %w", strings.Join(paths, ", "), err)
}
