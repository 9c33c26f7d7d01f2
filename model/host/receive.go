package host

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/wire"
	"github.com/synod-go/synod/model"
)

// listen listens at the node's address.
func (h *Host) listen() (err error) {
	if h.listener = h.cfg.Listener; h.listener != nil {
		return nil
	}
	addr := h.cfg.Listen
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	h.listener, err = net.Listen("tcp", addr)
	return err
}

// receivers are the connections over which the node receives, by the node that sends.
type receivers struct {
	mu    sync.Mutex
	conns map[model.NodeID]*receiver
}

// receiver is a connection over which a node sends.
type receiver struct {
	conn  net.Conn
	ended chan struct{}
}

// replace makes a connection that of a node. The one that it had is closed, and what it still
// had to say is lost: otherwise newer messages could overtake older ones.
func (r *receivers) replace(from model.NodeID, conn net.Conn) *receiver {
	next := &receiver{conn, make(chan struct{})}
	r.mu.Lock()
	old := r.conns[from]
	r.conns[from] = next
	r.mu.Unlock()
	if old != nil {
		_ = old.conn.Close()
		<-old.ended
	}
	return next
}

// accept takes connections until ctx is done.
func (h *Host) accept(ctx context.Context) {
	defer context.AfterFunc(ctx, func() { _ = h.listener.Close() })()
	r := &receivers{conns: map[model.NodeID]*receiver{}}
	for {
		conn, err := h.listener.Accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				_ = conn.Close()
			}
			return
		case errors.Is(err, net.ErrClosed):
			h.fail(err)
			return
		case err != nil: // too many files are open, for instance
			h.logger.Error("no connection can be accepted", "error", err)
			time.Sleep(firstPause)
			continue
		}
		h.running.Go(func() {
			stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
			defer stop()
			err := h.receive(ctx, r, conn)
			_ = conn.Close()
			if ctx.Err() == nil && err != nil && !isClosed(err) {
				h.metrics.refused.Inc()
				h.logger.Warn("a connection is closed", "from", conn.RemoteAddr().String(), "error", err)
			}
		})
	}
}

// receive takes what comes over a connection.
func (h *Host) receive(ctx context.Context, r *receivers, conn net.Conn) error {
	_ = conn.SetDeadline(time.Now().Add(patience)) // what follows fails if that does
	shown := ""
	if h.cfg.TLS != nil {
		secured := tls.Server(conn, serverTLS(h.cfg.TLS))
		if err := secured.HandshakeContext(ctx); err != nil {
			return err
		}
		conn, shown = secured, namesOf(secured)
	}
	in := bufio.NewReaderSize(conn, 64<<10)
	hello, err := wire.ReadHello(in)
	from := model.NodeID(1 + slices.Index(h.sys.Names[1:], hello.From))
	switch {
	case err != nil:
	case hello.System != h.system:
		err = errors.New("its system is another one: the protocol, a setting, the number of nodes or a type of messages")
	case hello.To != h.cfg.Node:
		err = fmt.Errorf("it looks for node %s, and this is %s", quote.Quoted(hello.To), h.cfg.Node)
	case from == model.Nobody || from == h.self:
		err = fmt.Errorf("it calls itself %s, which is no other node", quote.Quoted(hello.From))
	case h.cfg.TLS != nil && !certifies(conn, hello.From):
		err = fmt.Errorf("it calls itself %s, and its certificate is for %s", hello.From, shown)
	}
	if err != nil {
		// The other side is told; that it cannot be is no further trouble.
		_ = wire.WriteFrame(conn, wire.Welcome{Refused: err.Error()})
		return err
	}
	own := r.replace(from, conn)
	defer close(own.ended)
	if err := wire.WriteFrame(conn, wire.Welcome{}); err != nil {
		return err
	}
	_ = conn.SetDeadline(time.Time{})
	received := h.metrics.received.WithLabelValues(hello.From)
	var buf []byte
	for {
		if buf, err = wire.Next(in, buf, h.cfg.MaxMessage); err != nil {
			return err
		}
		p, err := wire.Parse[wire.Packet](buf)
		if err != nil {
			return err
		}
		m, err := h.messages.Decode(p.Body)
		if err != nil {
			return err
		}
		received.Inc()
		select {
		case h.inbox <- h.received(from, p.ID, m):
		case <-ctx.Done():
			return nil
		}
	}
}
