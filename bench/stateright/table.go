//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"
	"time"
)

// row is a workload and what both made of it; nil is a run that did not happen.
type row struct {
	workload
	ours, peer *measurement
}

// equal says why the graphs differ, or nil.
func (r row) equal() error {
	if r.ours.states != r.peer.states {
		return fmt.Errorf("%s: ours has %d states, Stateright's %d", r.name, r.ours.states, r.peer.states)
	}
	if r.sameSteps && r.ours.steps != r.peer.steps {
		return fmt.Errorf("%s: ours takes %d steps, Stateright %d", r.name, r.ours.steps, r.peer.steps)
	}
	return nil
}

func printTable(out io.Writer, rows []row) error {
	cores := runtime.NumCPU()
	fmt.Fprintf(out, "%d cores; seconds and MiB; ratios say how much more Stateright %s takes\n\n", cores, peerVersion)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "system\tstates\tour search\tour whole\ttheirs\tratio whole\tratio search\tour memory\ttheirs\tratio\t")
	var differ error
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t%d\t%.3f\t%.3f\t", r.name, r.ours.states, r.ours.search.Seconds(), r.ours.wall.Seconds())
		if r.peer == nil {
			fmt.Fprintf(t, "-\t-\t-\t%.0f\t-\t-\t\n", mebi(r.ours.rss))
			continue
		}
		if err := r.equal(); err != nil {
			differ = errors.Join(differ, err)
			fmt.Fprintf(t, "graphs differ\t-\t-\t%.0f\t-\t-\t\n", mebi(r.ours.rss))
			continue
		}
		low, high := r.peer.atLeast(cores), r.peer.wall
		fmt.Fprintf(t, "%.2f–%.2f\t%s\t%s\t%.0f\t%.0f\t%.1f\t\n",
			low.Seconds(), high.Seconds(), ratio(low, high, r.ours.wall), ratio(low, high, r.ours.search),
			mebi(r.ours.rss), mebi(r.peer.rss), float64(r.peer.rss)/float64(r.ours.rss))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return differ
}

func ratio(low, high, ours time.Duration) string {
	if ours <= 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f–%.1f", float64(low)/float64(ours), float64(high)/float64(ours))
}

func mebi(n int64) float64 { return float64(n) / (1 << 20) }
