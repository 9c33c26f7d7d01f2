package determinism

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// forbidden are the packages whose functions and variables a handler must not
// use, and why. Types and constants are harmless.
var forbidden = map[string]string{
	"math/rand":    "is random: use Env.Choose",
	"math/rand/v2": "is random: use Env.Choose",
	"crypto/rand":  "is random: use Env.Choose",
	"hash/maphash": "has a seed of its own in every process",
	"os":           "depends on the machine",
	"os/exec":      "depends on the machine",
	"os/signal":    "depends on the machine",
	"os/user":      "depends on the machine",
	"syscall":      "depends on the machine",
	"runtime":      "depends on the machine",
	"net":          "bypasses Env.Send",
	"net/http":     "bypasses Env.Send",
	"net/rpc":      "bypasses Env.Send",
	"net/smtp":     "bypasses Env.Send",
	"sync":         "has no place in a handler: it runs alone, and what it shares is hidden state",
	"sync/atomic":  "has no place in a handler: it runs alone, and what it shares is hidden state",
}

// forbiddenNames are single functions of packages that are harmless otherwise.
var forbiddenNames = map[string]string{
	"time.Now":                     clock,
	"time.Since":                   clock,
	"time.Until":                   clock,
	"time.Sleep":                   clock,
	"time.After":                   clock,
	"time.AfterFunc":               clock,
	"time.Tick":                    clock,
	"time.NewTimer":                clock,
	"time.NewTicker":               clock,
	"time.Local":                   "depends on the machine",
	"time.LoadLocation":            "depends on the machine",
	"context.WithTimeout":          clock,
	"context.WithDeadline":         clock,
	"context.WithTimeoutCause":     clock,
	"context.WithDeadlineCause":    clock,
	"reflect.Value.MapKeys":        "is in random order",
	"reflect.Value.MapRange":       "is in random order",
	"path/filepath.Glob":           "depends on the machine",
	"path/filepath.Walk":           "depends on the machine",
	"path/filepath.WalkDir":        "depends on the machine",
	"path/filepath.Abs":            "depends on the machine",
	"path/filepath.EvalSymlinks":   "depends on the machine",
	"golang.org/x/exp/rand.Int":    "is random: use Env.Choose",
	"runtime/debug.Stack":          "depends on the machine",
	"runtime/debug.ReadBuildInfo":  "depends on the machine",
	"github.com/google/uuid.New":   "is random: use Env.Choose",
	"github.com/google/uuid.NewV7": clock,
}

const clock = "reads the clock: there is no time, set a timer (Env.SetTimer)"

// outside returns what in n reaches out of the node: the world, other
// goroutines, package variables.
func (c *checker) outside(n ast.Node) []finding {
	var found []finding
	add := func(n ast.Node, msg string) { found = append(found, finding{n.Pos(), msg}) }
	const channels = "a handler has no use for channels: what it tells others it sends (Env.Send)"
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if why := forbiddenUse(c.info.Uses[n]); why != "" {
				add(n, why)
			}
		case *ast.GoStmt:
			add(n, "a handler must not start goroutines: their order is nobody's choice")
		case *ast.SelectStmt:
			add(n, "select chooses at random: use Env.Choose")
		case *ast.SendStmt:
			add(n, channels)
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				add(n, channels)
			}
		case *ast.RangeStmt:
			if isChan(c.info.TypeOf(n.X)) {
				add(n, channels)
			}
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if n.Tok == token.ASSIGN && e != nil {
					found = append(found, c.globalWrite(e)...)
				}
			}
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, lhs := range n.Lhs {
					found = append(found, c.globalWrite(lhs)...)
				}
			}
		case *ast.IncDecStmt:
			found = append(found, c.globalWrite(n.X)...)
		case *ast.CallExpr:
			if c.isBuiltin(n, "make", "close") && isChan(c.info.TypeOf(n.Args[0])) {
				add(n, channels)
			}
			if c.isBuiltin(n, "delete", "clear", "copy") {
				found = append(found, c.globalWrite(n.Args[0])...)
			}
			if c.printsPointer(n) {
				add(n, "%p prints an address, which differs from run to run")
			}
			found = append(found, c.globalWritesOf(n)...)
		}
		return true
	})
	return found
}

func isChan(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// forbiddenUse says why obj must not be used, or "".
func forbiddenUse(obj types.Object) string {
	switch obj := obj.(type) {
	case *types.Func:
	case *types.Var:
		if obj.IsField() || obj.Pkg() == nil || obj.Parent() != obj.Pkg().Scope() {
			return ""
		}
	default:
		return ""
	}
	if obj.Pkg() == nil {
		return ""
	}
	path, name := obj.Pkg().Path(), nameOf(obj)
	why, ok := forbidden[path]
	if !ok {
		_, short, _ := strings.Cut(name, ".")
		why, ok = forbiddenNames[path+"."+short]
	}
	// Errors are values to compare with (os.ErrNotExist).
	if !ok || strings.HasPrefix(obj.Name(), "Err") {
		return ""
	}
	return name + " " + why
}

// printsPointer reports whether a call has a constant format with %p.
func (c *checker) printsPointer(call *ast.CallExpr) bool {
	fn := c.callee(call)
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "fmt" {
		return false
	}
	for _, arg := range call.Args {
		if v := c.info.Types[arg].Value; v != nil && v.Kind() == constant.String &&
			strings.Contains(constant.StringVal(v), "%p") {
			return true
		}
	}
	return false
}

// globalWrite reports an assignment to a package variable, or to what it holds.
func (c *checker) globalWrite(lhs ast.Expr) []finding {
	if v := c.globalAt(lhs); v != nil {
		return []finding{{lhs.Pos(), "the handler changes package variable " + v.Name() +
			": it is outside the state, and all nodes share it"}}
	}
	return nil
}

// globalWritesOf reports the package variables that a call changes.
func (c *checker) globalWritesOf(call *ast.CallExpr) []finding {
	var found []finding
	for _, fn := range c.callees(call) {
		e, known := c.effectsOf(fn)
		for i, arg := range c.arguments(call, fn) {
			v := c.globalAt(arg)
			if v == nil {
				continue
			}
			switch {
			case known && i < len(e.Writes) && e.Writes[i] != untouched,
				!known && i == 0 && takesAddress(fn, v), // buffer.WriteString
				c.sorts(fn, e, i):
				found = append(found, finding{arg.Pos(), nameOf(fn) + " changes package variable " + v.Name() +
					": it is outside the state, and all nodes share it"})
			}
		}
	}
	return found
}

// takesAddress reports whether calling method fn on variable v hands v's address
// on: what is behind a pointer that v holds may be made to be shared.
func takesAddress(fn *types.Func, v *types.Var) bool {
	r := fn.Signature().Recv()
	if r == nil {
		return false
	}
	_, byPointer := r.Type().(*types.Pointer)
	_, isPointer := v.Type().Underlying().(*types.Pointer)
	return byPointer && !isPointer && !types.IsInterface(v.Type())
}

// globalAt returns the package variable that an expression is, or is a part of.
func (c *checker) globalAt(e ast.Expr) *types.Var {
	v, ok := c.rootObject(e).(*types.Var)
	if !ok || v.Pkg() == nil || v.Parent() != v.Pkg().Scope() {
		return nil
	}
	return v
}
