package determinism

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// The standard library is judged by package: its code would condemn fmt, which
// has a pool. A package is known to be deterministic, or its functions and
// variables are not for handlers. Types, constants and errors are harmless.

// pure are the packages whose functions depend on nothing but what they are
// given, but for the exceptions.
var pure = words(`bufio bytes cmp compress/bzip2 compress/flate compress/gzip compress/lzw compress/zlib
	container/heap container/list container/ring context crypto/aes crypto/ed25519 crypto/hmac crypto/md5 crypto/sha1 crypto/sha256 crypto/sha3 crypto/sha512 crypto/subtle encoding
	embed encoding/ascii85 encoding/asn1 encoding/base32 encoding/base64 encoding/binary encoding/csv
	encoding/hex encoding/json encoding/json/v2 encoding/json/jsontext encoding/pem encoding/xml errors
	fmt hash hash/adler32 hash/crc32 hash/crc64 hash/fnv html image image/color index/suffixarray io
	html/template iter log log/slog maps math math/big math/bits math/cmplx net/netip net/url path
	path/filepath reflect regexp regexp/syntax slices sort strconv strings structs text/scanner
	text/tabwriter text/template text/template/parse time unicode unicode/utf16 unicode/utf8 unsafe
	go/ast go/constant go/scanner go/token`)

// transparent are the pure packages whose code is looked into, for what their
// functions do to what they are given and what their results share.
var transparent = words(`bufio bytes container/heap container/list container/ring encoding/base64 encoding/binary
	encoding/hex io iter maps math/big slices sort strings unicode/utf8`)

// impure says of what is not pure why it is not, if there is more to say than
// that it is not known.
var impure = map[string]string{
	"crypto/rand":                random,
	"hash/maphash":               "has a seed of its own in every process",
	"os":                         machine,
	"os/exec":                    machine,
	"os/signal":                  machine,
	"os/user":                    machine,
	"syscall":                    machine,
	"runtime":                    machine,
	"runtime/debug":              machine,
	"io/fs":                      machine,
	"io/ioutil":                  machine,
	"net":                        "bypasses Env.Send",
	"net/http":                   "bypasses Env.Send",
	"net/rpc":                    "bypasses Env.Send",
	"net/smtp":                   "bypasses Env.Send",
	"sync":                       alone,
	"sync/atomic":                alone,
	"expvar":                     "is a package variable's business: it is outside the state, and all nodes share it",
	"encoding/gob":               "writes maps in random order",
	"crypto/ed25519.GenerateKey": random,
	"time.Now":                   clock,
	"time.Since":                 clock,
	"time.Until":                 clock,
	"time.Sleep":                 clock,
	"time.After":                 clock,
	"time.AfterFunc":             clock,
	"time.Tick":                  clock,
	"time.NewTimer":              clock,
	"time.NewTicker":             clock,

	"time.Local":        machine,
	"time.LoadLocation": machine,
	"time.Time.Local":   machine,

	"context.WithTimeout":         clock,
	"context.WithDeadline":        clock,
	"context.WithTimeoutCause":    clock,
	"context.WithDeadlineCause":   clock,
	"context.AfterFunc":           "starts a goroutine: its order is nobody's choice",
	"context.WithCancel":          alone,
	"context.WithCancelCause":     alone,
	"fmt.Scan":                    machine,
	"fmt.Scanf":                   machine,
	"fmt.Scanln":                  machine,
	"log.Fatal":                   "ends the process",
	"log.Fatalf":                  "ends the process",
	"log.Fatalln":                 "ends the process",
	"log.Logger.Fatal":            "ends the process",
	"log.Logger.Fatalf":           "ends the process",
	"log.Logger.Fatalln":          "ends the process",
	"path/filepath.Abs":           machine,
	"path/filepath.EvalSymlinks":  machine,
	"path/filepath.Glob":          machine,
	"path/filepath.Walk":          machine,
	"path/filepath.WalkDir":       machine,
	"reflect.Select":              "chooses at random: use Env.Choose",
	"reflect.Value.MapKeys":       "is in random order",
	"reflect.Value.MapRange":      "is in random order",
	"reflect.Value.Seq":           "may be in random order",
	"reflect.Value.Seq2":          "may be in random order",
	"reflect.Value.Pointer":       address,
	"reflect.Value.UnsafePointer": address,
	"reflect.Value.UnsafeAddr":    address,
	"reflect.Value.Send":          channels,
	"reflect.Value.Recv":          channels,
	"reflect.Value.TrySend":       channels,
	"reflect.Value.TryRecv":       channels,
	"regexp.Regexp.Longest":       "changes a compiled expression, which is shared",
}

const (
	outsideGo = " implemented outside of Go (go:linkname or assembly), where detvet cannot look"

	clock    = "reads the clock: there is no time, set a timer (Env.SetTimer)"
	random   = "is random: use Env.Choose"
	machine  = "depends on the machine"
	alone    = "has no place in a handler: it runs alone, and what it shares is hidden state"
	address  = "is an address, which differs from run to run"
	channels = "a handler has no use for channels: what it tells others it sends (Env.Send)"
)

func words(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// forbidden says why a function or variable of the standard library must not be
// used, or "".
func (p *program) forbidden(obj types.Object) string {
	if fn, ok := obj.(*types.Func); ok && fn == nil {
		return "" // a literal
	}
	if obj == nil || obj.Pkg() == nil || obj.Pkg() == p.pass.Pkg || !isStandardPath(p.pass, obj.Pkg().Path()) {
		return ""
	}
	path, name := obj.Pkg().Path(), nameOf(obj)
	_, short, _ := strings.Cut(name, ".")
	if _, ok := obj.(*types.Var); ok && obj.Type().String() == "error" {
		return "" // a value to compare with (os.ErrNotExist)
	}
	if why, ok := impure[path+"."+short]; ok {
		return name + " " + why
	}
	switch {
	case path == "math/rand" || path == "math/rand/v2":
		if fn, ok := obj.(*types.Func); ok && (fn.Signature().Recv() != nil || strings.HasPrefix(fn.Name(), "New")) {
			return "" // a generator with a seed, see generates
		}
		return name + " " + random
	case pure[path]:
		return ""
	case impure[path] != "":
		return name + " " + impure[path]
	}
	return name + " is not known to be deterministic"
}

// zoned are the methods by which the time zone of a time shows.
var zoned = words(`Format String GoString AppendFormat Hour Day Date Clock Weekday Year Month YearDay ISOWeek
	Zone Location MarshalJSON MarshalText`)

// inLocalZone says of a call that it looks at a time of time.Unix, which is in the
// machine's time zone, or "".
func (p *program) inLocalZone(c callee) string {
	if !isMethodOf(c.obj, "time") || !zoned[c.obj.Name()] || len(c.args) == 0 {
		return ""
	}
	for v := c.args[0]; v != nil; {
		call, ok := v.(*ssa.Call)
		if !ok {
			v, _ = p.origin(v)
			continue
		}
		from := call.Call.StaticCallee()
		if from == nil {
			return ""
		}
		obj, _ := from.Object().(*types.Func)
		switch {
		case isFunc(obj, "time", "Unix UnixMilli UnixMicro"):
			return nameOf(obj) + " is in the machine's time zone: use its UTC method"
		case isMethodOf(obj, "time") && words("Add AddDate Truncate Round")[obj.Name()]:
			v = call.Call.Args[0]
		default:
			return ""
		}
	}
	return ""
}

// isMethodOf reports whether fn is a method of a type of the package.
func isMethodOf(fn *types.Func, paths ...string) bool {
	if fn == nil || fn.Pkg() == nil || fn.Signature().Recv() == nil {
		return false
	}
	for _, path := range paths {
		if fn.Pkg().Path() == path {
			return true
		}
	}
	return false
}

// isFunc reports whether fn is one of the functions of a package.
func isFunc(fn *types.Func, path string, names string) bool {
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == path && fn.Signature().Recv() == nil &&
		words(names)[fn.Name()]
}
