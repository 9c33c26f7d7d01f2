//go:build unix

package check

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/explore"
)

// TestMeasureCaches measures what each cache is worth: docs/tla-caches.md. SYNOD_CACHES names a
// list of specs, a line each: a name, the spec, its model file, and how many steps deep it is
// searched (- is the usual of both). SYNOD_CACHE are the caches, separated by commas (all);
// SYNOD_ROUNDS is how often all is done (once), SYNOD_WORKERS with how many workers (1). A line is
// printed for each measurement: the name, the cache, and the seconds of user time with all caches
// and without this one. The reports must be the same. With SYNOD_ONCE each spec is checked once,
// without the one cache: go test -covermode=count then counts the statements that it takes.
func TestMeasureCaches(t *testing.T) {
	list := os.Getenv("SYNOD_CACHES")
	if list == "" {
		t.Skip("SYNOD_CACHES does not name a list of specs")
	}
	f, err := os.Open(list)
	require.NoError(t, err)
	defer f.Close()
	rounds, _ := strconv.Atoi(os.Getenv("SYNOD_ROUNDS"))
	if os.Getenv("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(400)) // as the command has it
	}
	in, specs := bufio.NewScanner(f), 0
	for in.Scan() {
		w := strings.Fields(in.Text())
		if len(w) == 0 {
			continue
		}
		require.Len(t, w, 4, "a name, a spec, a model file, a depth")
		src, opts := Sources{Spec: w[1]}, Options{}
		if w[2] != "-" {
			src.Config = w[2]
		}
		opts.Workers, _ = strconv.Atoi(os.Getenv("SYNOD_WORKERS"))
		opts.Workers = max(1, opts.Workers)
		if w[3] != "-" {
			opts.Bounded = true
			opts.Depth, err = strconv.Atoi(w[3])
			require.NoError(t, err)
		}
		for range max(1, rounds) {
			measureCaches(t, w[0], src, opts, chosenCaches(t))
		}
		specs++
	}
	require.NoError(t, in.Err())
	require.Positive(t, specs, "%s names no spec", list)
}

// chosenCaches are the caches that SYNOD_CACHE names, or all.
func chosenCaches(t *testing.T) (chosen []lacking) {
	names := os.Getenv("SYNOD_CACHE")
	if names == "" {
		return eachCache()
	}
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(eachCache(), func(c lacking) bool { return c.name == name })
		require.GreaterOrEqual(t, i, 0, "there is no cache %s", name)
		chosen = append(chosen, eachCache()[i])
	}
	return chosen
}

func measureCaches(t *testing.T, name string, src Sources, opts Options, chosen []lacking) {
	dir, err := os.Getwd()
	require.NoError(t, err)
	require.NoError(t, os.Chdir(filepath.Dir(src.Spec))) // specs read files beside them
	defer os.Chdir(dir)
	took := func(how tuning, atMost time.Duration) (float64, *Report) {
		src.tuning = how
		ctx, end := context.WithTimeout(context.Background(), atMost)
		defer end()
		runtime.GC()
		before := userTime(t)
		m, err := LoadWithin(ctx, src, 0)
		if err != nil {
			return (userTime(t) - before).Seconds(), nil
		}
		r, err := m.Check(ctx, opts)
		require.NoError(t, err, name)
		return (userTime(t) - before).Seconds(), r
	}
	if os.Getenv("SYNOD_ONCE") != "" {
		how := tuning{}
		if os.Getenv("SYNOD_CACHE") != "" {
			how = chosen[0].how
		}
		_, r := took(how, time.Hour)
		require.NotNil(t, r, name)
		return
	}
	const longest = 10 * time.Minute
	before, want := took(tuning{}, longest)
	var waiting []string
	tell := func(after float64) {
		for _, w := range waiting {
			fmt.Printf(w, min(before, after))
		}
		waiting, before = nil, after
	}
	measured := 0
	for _, c := range chosen {
		without, got := took(c.how, 60*time.Second+time.Duration(60*before*float64(time.Second)))
		mark := ""
		if got == nil || len(got.BoundedBy) > 0 && got.BoundedBy[0] == explore.ByTime {
			mark = "+"
		} else {
			require.Equal(t, want.Verdict, got.Verdict, "%s without %s", name, c.name)
			require.Equal(t, want.States, got.States, "%s without %s", name, c.name)
		}
		waiting = append(waiting, fmt.Sprintf("caches\t%s\t%s\t%%.3f\t%.3f%s\n", name, c.name, without, mark))
		if measured++; measured%3 == 0 {
			after, _ := took(tuning{}, longest)
			tell(after)
		}
	}
	after, _ := took(tuning{}, longest)
	tell(after)
}

// userTime is what the process has computed so far.
func userTime(t *testing.T) time.Duration {
	var u syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano())
}
