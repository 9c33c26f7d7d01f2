package reach_test

import (
	html "html/template"
	"math"
	"reflect"
	"strconv"
	"testing"
	text "text/template"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/internal/reach"
)

type hashed struct {
	head  [4]byte
	known map[[4]byte][2]byte
	any   any
}

func written(t *testing.T, v any) string {
	b, err := reach.New().Append(nil, v)
	require.NoError(t, err)
	return string(b)
}

// Arrays of bytes, such as hashes, count with each of their bytes, wherever they are.
func TestArraysOfBytes(t *testing.T) {
	one := func(change func(*hashed)) *hashed {
		h := &hashed{[4]byte{1, 2, 3, 200}, map[[4]byte][2]byte{{1}: {2, 3}, {0, 1}: {4}}, [3]byte{5, 6, 7}}
		change(h)
		return h
	}
	same := written(t, one(func(*hashed) {}))
	require.Equal(t, same, written(t, one(func(*hashed) {})))
	for name, change := range map[string]func(*hashed){
		"field":        func(h *hashed) { h.head[3] = 201 },
		"key":          func(h *hashed) { h.known[[4]byte{0, 0, 1}] = h.known[[4]byte{0, 1}]; delete(h.known, [4]byte{0, 1}) },
		"element":      func(h *hashed) { h.known[[4]byte{1}] = [2]byte{3, 2} },
		"in interface": func(h *hashed) { h.any = [3]byte{5, 6, 8} },
		"type":         func(h *hashed) { h.any = [2]byte{5, 6} },
	} {
		require.NotEqual(t, same, written(t, one(change)), name)
	}
	other := one(func(h *hashed) { h.head[3] = 201 })
	require.Equal(t, "State().head[3]: 200 in one run, 201 in the other", reach.New().Difference("State()", one(func(*hashed) {}), other))
}

// An omission names types of one package. Where two packages have one name, it is told by its path.
func TestOmissionsOfPackagesOfOneName(t *testing.T) {
	type both struct {
		A text.Template
		B html.Template
	}
	_, err := reach.New("template.Template").Append(nil, &both{})
	require.EqualError(t, err, "template.Template is an omission that names types of two packages, html/template and text/template; name one as html/template.Template")
	_, err = reach.New("template.Template.Tree").Append(nil, &both{})
	require.EqualError(t, err, "template.Template.Tree is an omission that names types of two packages, html/template and text/template; name one as html/template.Template.Tree")
	w := reach.New("html/template.Template", "text/template.Template")
	b, err := w.Append(nil, &both{})
	require.NoError(t, err)
	other, err := w.Append(nil, &both{A: *text.New("other"), B: *html.New("other")})
	require.NoError(t, err)
	require.Equal(t, b, other)
	require.Empty(t, w.Unmet())
	_, err = reach.New("html/template.Template").Append(nil, &both{})
	require.NoError(t, err)
}

type (
	leads   struct{ term int }
	follows struct{ term int }
)

func generic[T any]() {}

// The type of a value tells it apart: at the root, in an interface, behind a pointer there, and
// by the path of its package.
func TestTypesTellApart(t *testing.T) {
	type boxed struct{ any any }
	for _, pair := range [][2]any{
		{leads{1}, follows{1}}, {&leads{1}, &follows{1}}, {[]leads{}, []follows{}},
		{boxed{leads{1}}, boxed{follows{1}}}, {boxed{&text.Template{}}, boxed{&html.Template{}}},
		{boxed{map[string]text.Template{}}, boxed{map[string]html.Template{}}}, {boxed{[1]*text.Template{}}, boxed{[1]*html.Template{}}},
	} {
		require.NotEqual(t, written(t, pair[0]), written(t, pair[1]), "%T %T", pair[0], pair[1])
		require.NotEmpty(t, reach.New().Difference("State()", pair[0], pair[1]))
	}
	refused := func(w interface {
		Append([]byte, any) ([]byte, error)
	}, v any, want string) {
		t.Helper()
		_, err := w.Append(nil, v)
		require.ErrorContains(t, err, want)
	}
	one, two := func() any { type local struct{ n int }; return local{1} }(), func() any { type local struct{ n int }; return local{1} }()
	w := reach.New()
	_, err := w.Append(nil, boxed{one})
	require.NoError(t, err)
	refused(w, boxed{two}, "is of one of two types that are both called github.com/synod-go/synod/internal/reach_test.local")
	refused(w, boxed{generic[int]}, "is a generic function")
	refused(w, boxed{map[float64]int{math.NaN(): 1, math.NaN(): 2}}, "has two keys that differ in nothing that is looked at (NaN)")
}

type counter struct{ n int }

func (c *counter) next() int { c.n++; return c.n }
func (c counter) get() int   { return c.n }

type counting struct {
	next    func() int
	a, b    *counter
	within  counter
	several []counter
	named   map[string]func() int
}

// Method values are told by the method and its receiver, wherever that stands in what is reached.
func TestMethodValues(t *testing.T) {
	of := func(choose func(c *counting) func() int) *counting {
		c := &counting{a: &counter{}, b: &counter{}, several: make([]counter, 2)}
		c.next = choose(c)
		return c
	}
	choices := []func(c *counting) func() int{
		func(*counting) func() int { return nil },
		func(c *counting) func() int { return c.a.next },
		func(c *counting) func() int { return c.b.next },
		func(c *counting) func() int { return c.within.next },
		func(c *counting) func() int { return c.several[0].next },
		func(c *counting) func() int { return c.several[1].next },
	}
	for i, a := range choices {
		require.Equal(t, written(t, of(a)), written(t, of(a)))
		for _, b := range choices[:i] {
			require.NotEqual(t, written(t, of(a)), written(t, of(b)))
			require.NotEmpty(t, reach.New().Difference("State()", of(a), of(b)))
		}
	}
	c := of(choices[1])
	c.next()
	require.Equal(t, 1, c.a.n)
	for want, wrong := range map[string]*counting{
		"State().next is a method (github.com/synod-go/synod/internal/reach_test.(*counter).next-fm) of a value that State does not reach": of(func(*counting) func() int { return (&counter{}).next }),
		"State().next is a method of a copy that cannot be looked at":                                                                      of(func(c *counting) func() int { return c.a.get }),
		"State().named[0] is a method (github.com/synod-go/synod/internal/reach_test.(*counter).next-fm) in a value without an address, whose receiver cannot be told: let the interface or the map that holds the value hold a pointer to it": {named: map[string]func() int{"x": c.a.next}},
	} {
		_, err := reach.New().Append(nil, wrong)
		require.ErrorContains(t, err, want)
	}
}

// What loops over functions stores of its body may have captured something, too.
func TestBodiesOfLoopsAreClosures(t *testing.T) {
	var kept func(int) bool
	sum := 0
	for n := range func(yield func(int) bool) { kept = yield; yield(1) } {
		sum += n
	}
	require.Equal(t, 1, sum)
	_, err := reach.New().Append(nil, struct{ f func(int) bool }{kept})
	require.ErrorContains(t, err, "is a closure (func(int) bool github.com/synod-go/synod/internal/reach_test.TestBodiesOfLoopsAreClosures-range1)")
}

// A struct may be returned by value.
func TestMethodValueInAStruct(t *testing.T) {
	c := counter{}
	of := func(next func() int) counting { return counting{a: &c, b: &counter{}, next: next} }
	require.Equal(t, written(t, of(c.next)), written(t, of(c.next)))
	require.NotEqual(t, written(t, of(c.next)), written(t, of(nil)))
}

// Makers of closures that are inlined, into closures among others.
func newCounter(n int) func() int    { return func() int { n++; return n } }
func newNested(n int) func() int     { return newCounter(n + 1) }
func plainClosure() func() int       { return func() int { return 1 } }
func (c *counter) Next() int         { return c.next() }
func (c *counter) maker() func() int { return func() int { return c.n } }

// ofThePackage is made by closures in the initialisation of the package.
var ofThePackage = func() func() int { return newCounter(7) }()

var ofAnInit func() int

func init() {
	func() { ofAnInit = newNested(7) }()
}

func plain() int { return 1 }

// Closures are refused wherever they were made, and what package reflect makes: it cannot be told
// what they hold. The test passes with -gcflags=-l, too.
func TestClosures(t *testing.T) {
	deferred, within := func() int { return 0 }, func() func() int { return func() func() int { return newCounter(2) }() }
	func() {
		defer func() { deferred = newNested(3) }()
	}()
	c := &counter{}
	for name, f := range map[string]func() int{
		"of a maker":                             newCounter(1),
		"of a maker in a maker":                  newNested(1),
		"of a maker in a closure":                func() func() int { return newCounter(1) }(),
		"of a maker in a maker in a closure":     func() func() int { return newNested(1) }(),
		"that captures nothing, in a closure":    func() func() int { return plainClosure() }(),
		"of a method in a closure":               func() func() int { return c.maker() }(),
		"deferred":                               deferred,
		"in three closures":                      within(),
		"of the initialisation of a package":     ofThePackage,
		"of the initialisation of a package too": ofAnInit,
	} {
		_, err := reach.New().Append(nil, struct{ f func() int }{f})
		require.ErrorContains(t, err, "State().f is a closure (func() int ", name)
	}
	made := reflect.MakeFunc(reflect.TypeFor[func() int](), func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.ValueOf(1)} })
	method := reflect.ValueOf(c).MethodByName("Next")
	require.True(t, method.IsValid())
	for name, f := range map[string]any{"MakeFunc": made.Interface(), "Method": method.Interface()} {
		_, err := reach.New().Append(nil, struct{ f func() int }{f.(func() int)})
		require.ErrorContains(t, err, "State().f is a function that package reflect made (func() int)", name)
	}
	for _, f := range []any{plain, (*counter).Next, counter.get, strconv.Itoa} {
		_, err := reach.New().Append(nil, struct{ f any }{f})
		require.NoError(t, err)
	}
}

// A time zone is told by its name: the local one is empty until it is used.
func TestTimeZones(t *testing.T) {
	epoch, west := time.Unix(0, 0), time.FixedZone("X", -3600)
	before := written(t, &epoch)
	_ = epoch.String()
	require.Equal(t, before, written(t, &epoch))
	all := []time.Time{epoch.UTC(), epoch, epoch.In(west), epoch.In(time.FixedZone("X", 3600)), epoch.In(time.FixedZone("Y", -3600))}
	for i, a := range all {
		for _, b := range all[:i] {
			require.NotEqual(t, written(t, a), written(t, b))
		}
	}
	require.Equal(t, written(t, epoch.In(west)), written(t, epoch.In(time.FixedZone("X", -3600))))
	require.Equal(t, "State(): time zone X, -3600 s in one run, time zone Y, 0 s in the other", reach.New().Difference("State()", west, time.FixedZone("Y", 0)))
}

type (
	list  struct{ next *list }
	chain *chain
)

// What is too deep is refused, with a path that can be read.
func TestDepth(t *testing.T) {
	var l *list
	for range 9_999 {
		l = &list{l}
	}
	_, err := reach.New().Append(nil, l)
	require.NoError(t, err)
	require.Empty(t, reach.New().Difference("State()", l, l))
	for range 1000 {
		l = &list{l}
	}
	_, err = reach.New().Append(nil, l)
	require.ErrorContains(t, err, ".next.next … (9960 more) … .next.next")
	require.ErrorContains(t, err, ".next is more than 10000 levels deep")
	require.Less(t, len(err.Error()), 400)
	var c chain
	for range 3_000_000 {
		next := c
		c = chain(&next)
	}
	_, err = reach.New().Append(nil, c)
	require.EqualError(t, err, "State() is more than 10000 levels deep")
}
