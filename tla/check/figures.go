package check

import (
	"strconv"
	"time"

	"github.com/synod-go/synod/tla/value"
)

// What TLCGet answers besides registers: the named figures of the run, as TLC names them.

// newestTLC is the time of TLC's source whose answers this package gives, for specs that ask whether TLC is new enough.
const newestTLC = 1_767_225_600 // 2026-01-01

// figure is a named figure of the run; known is false where the name is none.
func (h *host) figure(name string) (v value.Value, known bool, err error) {
	u := h.run.universe
	switch name {
	case "-Dtlc2.tool.impl.Tool.cdot":
		return u.String("true"), true, nil // specs ask whether TLC evaluates \cdot; here it always is
	case "duration":
		return h.seconds(), true, nil
	case "level":
		return figure(uint64(h.level.Load())), true, nil
	case "distinct":
		return figure(h.distinct.Load()), true, nil
	case "generated":
		return figure(h.generated.Load()), true, nil
	case "queue":
		return figure(h.queue.Load()), true, nil
	case "diameter":
		return figure(uint64(h.diameter.Load())), true, nil
	case "stats":
		v, err = h.stats()
	case "config":
		v, err = h.config()
	case "action":
		v, err = h.action()
	case "all", "all:named":
		v, err = h.all(name == "all:named")
	case "revision":
		v, err = record(u, field{"count", value.MakeInt(0)}, field{"timestamp", value.MakeInt(newestTLC)}, field{"tag", u.String("synod")},
			field{"date", u.String(time.Unix(newestTLC, 0).UTC().Format("2006-01-02T15:04:05.0Z"))}, field{"calver", u.String("2026.01.01")})
	default:
		return value.Value{}, false, nil
	}
	return v, true, err
}

func figure(n uint64) value.Value { return value.MakeInt(int32(min(n, 1<<31-1))) }

func (h *host) seconds() value.Value { return figure(uint64(time.Since(h.start).Seconds())) }

type field struct {
	name string
	val  value.Value
}

func record(u *value.Universe, fields ...field) (value.Value, error) {
	var names []string
	var vals []value.Value
	for _, f := range fields {
		names, vals = append(names, f.name), append(vals, f.val)
	}
	return u.MakeRecord(names, vals)
}

func (h *host) stats() (value.Value, error) {
	fields := []field{
		{"generated", figure(h.generated.Load())}, {"distinct", figure(h.distinct.Load())}, {"duration", h.seconds()}, {"worker", value.MakeInt(0)},
	}
	if h.walks != nil {
		fields = append(fields, field{"traces", figure(h.walksMade.Load())})
	} else {
		fields = append(fields, field{"queue", figure(h.queue.Load())}, field{"diameter", figure(uint64(h.diameter.Load()))},
			field{"initial", figure(h.initial.Load())})
	}
	return record(h.run.universe, fields...)
}

func (h *host) config() (value.Value, error) {
	u := h.run.universe
	fields := []field{{"deadlock", value.MakeBool(h.run.deadlock)}, {"worker", value.MakeInt(1)}, {"install", u.String("")}}
	if w := h.walks; w != nil {
		fields = append(fields, field{"mode", u.String("simulate")}, field{"depth", figure(uint64(w.Length))}, field{"traces", figure(uint64(w.Count))},
			field{"seed", u.String(strconv.FormatUint(w.Seed, 10))}, field{"aril", u.String("0")}, field{"sched", u.String("random")})
	} else {
		fields = append(fields, field{"mode", u.String("bfs")}, field{"seed", u.String("0")}, field{"fingerprint", u.String("0")})
	}
	return record(u, fields...)
}

// all has the registers, each with the value that it has for the one worker.
func (h *host) all(named bool) (value.Value, error) {
	var keys []value.Value
	vals := map[string]value.Value{}
	for text, r := range h.registers {
		if _, isName := r.key.AsString(); isName == named {
			keys = append(keys, r.key)
			vals[text] = value.Tuple(r.val)
		}
	}
	dom, err := value.MakeSet(keys)
	if err != nil {
		return value.Value{}, err
	}
	return value.FuncOf(dom, func(key value.Value) (value.Value, error) { return vals[key.String()], nil })
}
