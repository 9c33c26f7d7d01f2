package host

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/synod-go/synod/internal/wire"
	"github.com/synod-go/synod/model"
)

// A link sends to one other node, over one connection, which it makes again when it breaks.
// Messages wait in a queue; those that do not fit are lost and counted.
type link struct {
	h      *Host
	name   string // of the other node
	addr   string
	logger *slog.Logger

	mu    sync.Mutex
	queue []sent
	more  chan struct{} // there is something in the queue

	told string // the last trouble that was told
}

// How long a link waits before it tries again to connect, and for the other side.
const (
	firstPause = 20 * time.Millisecond
	lastPause  = 250 * time.Millisecond
	patience   = 5 * time.Second
)

// connect makes the links to the other nodes.
func (h *Host) connect() {
	for i, name := range h.sys.Names[1:] {
		if id := model.NodeID(i + 1); id != h.self {
			h.links[id] = &link{h: h, name: name, addr: h.cfg.Peers[name], logger: h.logger.With("peer", name), more: make(chan struct{}, 1)}
		}
	}
}

// put has a message wait for the connection.
func (l *link) put(s sent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case s.resend && slices.ContainsFunc(l.queue, func(o sent) bool { return bytes.Equal(o.body, s.body) }):
		l.h.metrics.lost.WithLabelValues(l.name, lostEqual).Inc()
	case len(l.queue) >= l.h.cfg.Queue:
		l.h.metrics.lost.WithLabelValues(l.name, lostQueue).Inc()
	case len(s.body)+packetRoom > l.h.cfg.MaxMessage:
		l.h.metrics.lost.WithLabelValues(l.name, lostSize).Inc()
		l.logger.Warn("a message is too long and is lost", "bytes", len(s.body), "accepted", l.h.cfg.MaxMessage)
	default:
		s.says = nil
		l.queue = append(l.queue, s)
		l.wake()
	}
}

// packetRoom is what a frame has at most besides the message.
const packetRoom = 128

// take returns what waits, and empties the queue.
func (l *link) take() (all []sent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all, l.queue = l.queue, nil
	return all
}

// run connects, sends what waits, and begins anew when the connection breaks.
func (l *link) run(ctx context.Context) {
	pause := firstPause
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-l.more:
		}
		l.wake()
		conn, err := l.dial(ctx)
		if err != nil {
			l.tell(ctx, err)
			select {
			case <-ctx.Done():
			case <-time.After(pause):
			}
			pause = min(2*pause, lastPause)
			continue
		}
		pause, l.told = firstPause, ""
		l.h.metrics.connects.WithLabelValues(l.name).Inc()
		l.tell(ctx, l.send(ctx, conn))
	}
}

// wake makes run, or send, look at the queue.
func (l *link) wake() {
	select {
	case l.more <- struct{}{}:
	default:
	}
}

// tell logs a trouble, once as long as it is the same.
func (l *link) tell(ctx context.Context, err error) {
	if err == nil || ctx.Err() != nil || err.Error() == l.told {
		return
	}
	l.told = err.Error()
	level := slog.LevelInfo
	var refused wire.Refusal
	if errors.As(err, &refused) {
		level = slog.LevelError
	}
	l.logger.Log(ctx, level, "no connection", "address", l.addr, "error", err)
}

// dial connects, and says who is there.
func (l *link) dial(ctx context.Context) (net.Conn, error) {
	ctx, end := context.WithTimeout(ctx, patience)
	defer end()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", l.addr)
	if err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	if l.h.cfg.TLS != nil {
		secured := tls.Client(conn, clientTLS(l.h.cfg.TLS, l.name))
		if err := secured.HandshakeContext(ctx); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		conn = secured
	}
	hello := wire.Hello{Magic: wire.Magic, Version: wire.Version, System: l.h.system, From: l.h.cfg.Node, To: l.name}
	err = wire.WriteFrame(conn, hello)
	if err == nil {
		err = wire.ReadWelcome(bufio.NewReader(conn))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", l.name, err), conn.Close())
	}
	return conn, nil
}

// send sends what waits until the connection breaks.
func (l *link) send(ctx context.Context, conn net.Conn) error {
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	defer conn.Close()
	// The other side says nothing more. It closes when it ends, which is noticed at once.
	broken := make(chan struct{})
	go func() {
		defer close(broken)
		_, _ = conn.Read(make([]byte, 1))
	}()
	var buf []byte
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-broken:
			return errors.New("the other side has closed the connection")
		case <-l.more:
		}
		for all := l.take(); len(all) > 0; all = l.take() {
			buf = buf[:0]
			for _, s := range all {
				var err error
				if buf, err = wire.AppendFrame(buf, wire.Packet{ID: s.id, Body: s.body}); err != nil {
					return err
				}
			}
			_ = conn.SetWriteDeadline(time.Now().Add(patience)) // the write fails if that does
			if _, err := conn.Write(buf); err != nil {
				l.h.metrics.lost.WithLabelValues(l.name, lostBroken).Add(float64(len(all)))
				return err
			}
			l.h.metrics.sent.WithLabelValues(l.name).Add(float64(len(all)))
		}
	}
}
