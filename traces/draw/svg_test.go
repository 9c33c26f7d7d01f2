package draw

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/golden"
	"github.com/synod-go/synod/traces"
)

var _ = flag.Bool("update", false, "write the golden files anew")

// eachPicture lays out every sample in every way.
func eachPicture(t *testing.T, check func(t *testing.T, l *layout)) {
	for name, trace := range samples(t) {
		ways := []Options{{}, {Whole: true}, {Width: 500}, {Width: 2000}}
		if nodes, ok := traces.NodesOf(trace.States[0].Vars); ok {
			ways = append(ways, Options{Node: nodes[0].Name})
		}
		for _, o := range ways {
			for _, alone := range []bool{true, false} {
				t.Run(fmt.Sprint(name, o, alone), func(t *testing.T) { check(t, newLayout(diagram(t, trace, o), o.Width, alone)) })
			}
		}
	}
}

func (b box) meets(o box) bool {
	return b.x < o.x+o.w && o.x < b.x+b.w && b.y < o.y+o.h && o.y < b.y+b.h
}

// No text lies over another text, on the head of an arrow or on a mark, or
// outside the picture.
func TestNothingOverlaps(t *testing.T) {
	eachPicture(t, func(t *testing.T, l *layout) {
		var all []caption
		for row := -1; row < len(l.rows); row++ {
			if row < 0 && !l.alone {
				continue // a picture of its own
			}
			all = append(all, l.texts[row]...)
		}
		p := &painter{layout: l}
		var heads []box
		for _, a := range l.d.Arrows {
			_, _, x, y := p.arrowEnds(a)
			heads = append(heads, box{x - 4, y - 3, 8, 6})
		}
		var marks []box
		for row, r := range l.d.Rows {
			if r.Lane >= 0 {
				marks = append(marks, box{l.lane[r.Lane] - markRadius, l.rows[row].y - markRadius, 2 * markRadius, 2 * markRadius})
			}
		}
		bad := func(what string, a caption, b box) { t.Errorf("%q %v and %s %v", a.s, a.box, what, b) }
		for i, a := range all {
			if a.x < 0 || a.x+a.w > l.width || a.y < 0 || a.y+a.h > l.height {
				bad("the picture", a, box{0, 0, l.width, l.height})
			}
			for _, b := range all[i+1:] {
				if a.meets(b.box) {
					bad(b.s, a, b.box)
				}
			}
			for _, b := range heads {
				if a.meets(b) && a.class != "number" {
					bad("an arrow's head", a, b)
				}
			}
			for _, b := range marks {
				if a.meets(b) {
					bad("a mark", a, b)
				}
			}
		}
	})
}

// Arrows go down, and end in the rows of their ends.
func TestArrowsEndInTheirRows(t *testing.T) {
	eachPicture(t, func(t *testing.T, l *layout) {
		p := &painter{layout: l}
		for _, a := range l.d.Arrows {
			x1, y1, x2, y2 := p.arrowEnds(a)
			require.Equal(t, l.rows[a.From].y, y1)
			if !a.Copied {
				require.Equal(t, l.lane[a.FromLane], x1)
			}
			switch a.Fate {
			case Delivered:
				require.InDelta(t, l.lane[a.ToLane], x2, markRadius+3)
				require.InDelta(t, l.rows[a.To].y, y2, markRadius+3)
				require.Greater(t, l.rows[a.To].y, y1)
			case Dropped, Duplicated:
				require.Equal(t, l.rows[a.To].y, y2)
			default:
				at := l.rows[a.From]
				require.Less(t, y2, at.top+at.height, "a stub stays in its row")
			}
		}
	})
}

// The way of a message does not go through the mark of another step, as if that
// had to do with it.
func TestArrowsKeepClearOfOtherMarks(t *testing.T) {
	bent := 0
	for _, name := range []string{"commit-old-term", "fast-read", "faults", "spec"} {
		for _, o := range []Options{{}, {Width: 860}, {Width: 1500}} {
			p := &painter{layout: newLayout(diagram(t, saved(t, name), o), o.Width, true)}
			for _, a := range p.d.Arrows {
				if a.Fate == InFlight || a.Fate == Gone || a.FromLane == a.ToLane {
					continue
				}
				x1, y1, x2, y2 := p.middles(a)
				cx, cy := p.control(a)
				if cx != (x1+x2)/2 {
					bent++
				}
				const parts = 2000
				for i := range parts {
					u, v := float64(i)/parts, 1-float64(i)/parts
					x, y := v*v*float64(x1)+2*u*v*float64(cx)+u*u*float64(x2), v*v*float64(y1)+2*u*v*float64(cy)+u*u*float64(y2)
					for row := a.From + 1; row < a.To; row++ {
						if lane := p.d.Rows[row].Lane; lane >= 0 {
							require.Greater(t, math.Hypot(x-float64(p.lane[lane]), y-float64(p.rows[row].y)), float64(markRadius), "%s, %v: row %d", name, a, row)
						}
					}
				}
			}
		}
	}
	require.Positive(t, bent)
}

// Rows stand below each other, and the last one is what fails.
func TestRows(t *testing.T) {
	eachPicture(t, func(t *testing.T, l *layout) {
		bottom := 0
		for i, r := range l.rows {
			require.GreaterOrEqual(t, r.top, bottom)
			require.Less(t, r.top, r.y)
			bottom = r.top + r.height
			require.Less(t, r.y, bottom)
			require.Equal(t, i == len(l.rows)-1 && l.d.Verdict != "", l.d.Rows[i].Failing)
		}
		require.LessOrEqual(t, bottom, l.height)
	})
}

func wellFormed(t *testing.T, data []byte) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(data))
	for {
		_, err := dec.Token()
		if err == io.EOF {
			return
		}
		require.NoError(t, err)
	}
}

// Whatever the names are, the SVG is well-formed, the page has no script but its
// own, nothing is fetched, and drawing twice gives the same.
func TestWhateverTheNames(t *testing.T) {
	for name, trace := range samples(t) {
		t.Run(name, func(t *testing.T) {
			var svg, again, page bytes.Buffer
			d := diagram(t, trace, Options{})
			require.NoError(t, SVG(&svg, d, Options{}))
			require.NoError(t, SVG(&again, diagram(t, trace, Options{}), Options{}))
			require.Equal(t, again.String(), svg.String())
			wellFormed(t, svg.Bytes())

			require.NoError(t, HTML(&page, trace, Options{}))
			text := page.String()
			require.Equal(t, 2, strings.Count(text, "<script"), "the data and the code")
			require.Equal(t, 2, strings.Count(text, "</script"))
			without := strings.ReplaceAll(text, "http://www.w3.org/2000/svg", "")
			require.NotRegexp(t, `(?i)https?://|src=|url\(|@import|<link`, without)
			_, data, _ := strings.Cut(text, `id="run">`)
			data, _, _ = strings.Cut(data, "</script>")
			var run savedRun
			require.NoError(t, json.Unmarshal([]byte(data), &run))
			require.Len(t, run.Details, len(trace.Closed().States))
			for _, s := range run.Details {
				for _, at := range s.Parts {
					require.Less(t, at, len(run.Parts))
				}
			}
			used := map[int]bool{}
			for _, data := range run.Parts {
				var part savedPart
				require.NoError(t, json.Unmarshal(data, &part))
				for _, at := range part.Fields {
					require.Less(t, at, len(run.Fields))
					used[at] = true
				}
			}
			require.Len(t, used, len(run.Fields))
			for i, data := range run.Fields {
				require.NotContains(t, run.Fields[:i], data, "a field is kept once")
			}
		})
	}
}

// The page of a folded run has the whole run too, and opens at the failing step.
func TestPageOfAFoldedRun(t *testing.T) {
	trace, _ := random(3, 200, 4)
	var page bytes.Buffer
	require.NoError(t, HTML(&page, trace, Options{}))
	require.Contains(t, page.String(), `<div class="whole">`)
	require.Equal(t, 201+len(diagram(t, trace, Options{}).Rows), len(regexp.MustCompile(`<g class="row`).FindAllString(page.String(), -1)))
}

func TestGoldenPictures(t *testing.T) {
	for _, name := range []string{"commit-old-term", "lasso", "tokens"} {
		var svg, md bytes.Buffer
		require.NoError(t, SVG(&svg, diagram(t, saved(t, name), Options{}), Options{}))
		golden.Compare(t, name+".svg", svg.String())
		require.NoError(t, Markdown(&md, saved(t, name), Options{}))
		golden.Compare(t, name+".md", md.String())
	}
}

// The script that is embedded is what its sources give.
func TestTheBundleIsNew(t *testing.T) {
	source, err := os.ReadFile("html.go")
	require.NoError(t, err)
	found := regexp.MustCompile(`(?m)^//go:generate go (tool esbuild .*) --outfile=(\S+)(.*)$`).FindStringSubmatch(string(source))
	require.NotNil(t, found)
	built, err := exec.Command("go", strings.Fields(found[1]+found[3])...).Output()
	require.NoError(t, err)
	bundle, err := os.ReadFile(found[2])
	require.NoError(t, err)
	require.Equal(t, string(bundle), string(built), "go generate ./traces/draw mends it")
}
