package host

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Why a message was lost before it left the node.
const (
	lostQueue  = "queue full"
	lostSize   = "too long"
	lostBroken = "connection broken"
	lostEqual  = "equal one waits" // Resend
)

// metrics are what a node counts and measures.
type metrics struct {
	registry *prometheus.Registry
	listener net.Listener
	server   *http.Server

	handlers                       *prometheus.HistogramVec
	sent, received, lost, connects *prometheus.CounterVec
	refused, syncedBytes, logged   prometheus.Counter
	batch, sync                    prometheus.Histogram
}

func newMetrics(h *Host) *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	labels := prometheus.Labels{"node": h.cfg.Node}
	counter := func(name, help string) prometheus.Counter {
		c := prometheus.NewCounter(prometheus.CounterOpts{Name: "synod_" + name, Help: help, ConstLabels: labels})
		m.registry.MustRegister(c)
		return c
	}
	counters := func(name, help string, of ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "synod_" + name, Help: help, ConstLabels: labels}, of)
		m.registry.MustRegister(c)
		return c
	}
	times := prometheus.ExponentialBuckets(10e-6, 4, 10) // 10 µs to 2.6 s
	m.handlers = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "synod_handler_seconds", Help: "How long handlers ran, by what they were given.", ConstLabels: labels, Buckets: times,
	}, []string{"input"})
	m.sent = counters("messages_sent_total", "Messages that left, by receiver.", "to")
	m.received = counters("messages_received_total", "Messages that came, by sender.", "from")
	m.lost = counters("messages_lost_total", "Messages that were lost before they left, by receiver and reason.", "to", "reason")
	m.connects = counters("connects_total", "Connections that were made, by the other node.", "to")
	m.refused = counter("connections_refused_total", "Connections from others that were closed because of what they said.")
	m.syncedBytes = counter("disk_bytes_total", "Bytes that were written to the disk.")
	m.logged = counter("log_bytes_total", "Bytes that were written to the log of events.")
	m.sync = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "synod_disk_write_seconds", Help: "How long it took until what was written was on the disk.", ConstLabels: labels, Buckets: times,
	})
	m.batch = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "synod_batch_inputs", Help: "How many inputs shared a write.", ConstLabels: labels, Buckets: []float64{1, 2, 4, 8, 16, 32, 64},
	})
	waiting := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "synod_inputs_waiting", Help: "Inputs that wait.", ConstLabels: labels,
	}, func() float64 { return float64(len(h.inbox)) })
	m.registry.MustRegister(m.handlers, m.sync, m.batch, waiting, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// handled counts a handler.
func (m *metrics) handled(in input, took time.Duration) {
	m.handlers.WithLabelValues(in.kind).Observe(took.Seconds())
}

// synced counts a write to the disk.
func (m *metrics) synced(bytes int, took time.Duration) {
	m.syncedBytes.Add(float64(bytes))
	m.sync.Observe(took.Seconds())
}

// serveMetrics serves the metrics, and profiles of the process, if there is an address for that.
func (h *Host) serveMetrics() {
	m := h.metrics
	if m.listener == nil {
		return
	}
	h.logger.Info("metrics are served", "address", m.listener.Addr().String())
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	m.server = &http.Server{Handler: mux, ReadHeaderTimeout: patience}
	h.running.Go(func() {
		if err := m.server.Serve(m.listener); !errors.Is(err, http.ErrServerClosed) {
			h.fail(err)
		}
	})
}

// MetricsAddr returns the address at which the node serves its metrics; nil if it serves none.
func (h *Host) MetricsAddr() net.Addr {
	if h.metrics.listener == nil {
		return nil
	}
	return h.metrics.listener.Addr()
}

// stop ends the server of the metrics.
func (m *metrics) stop() error {
	switch {
	case m == nil || m.listener == nil:
		return nil
	case m.server == nil:
		return m.listener.Close()
	}
	ctx, end := context.WithTimeout(context.Background(), time.Second)
	defer end()
	if err := m.server.Shutdown(ctx); err != nil {
		return m.server.Close()
	}
	return nil
}
