package traces

import "fmt"

// AppendLogEvent appends the line of an event, the n-th from 1, of a log with the header of
// l, whose Events are not looked at. If the event does not fit dst is unchanged.
func AppendLogEvent(dst []byte, l *Log, n int, e *LogEvent) ([]byte, error) {
	err := e.fits(l)
	if err == nil {
		var out []byte
		if out, err = appendEvent(dst, n, e); err == nil {
			return out, nil
		}
	}
	return dst, fmt.Errorf("event %d: %w", n, err)
}
