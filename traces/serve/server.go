package serve

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/synod-go/synod/internal/quote"
	"github.com/synod-go/synod/internal/rescue"
	"github.com/synod-go/synod/traces"
	"github.com/synod-go/synod/traces/draw"
)

// The script of the page is bundled from page/*.ts and the ones of the saved page; a
// test fails if the bundle is not what they give.
//go:generate go tool esbuild page/live.ts --bundle --format=iife --target=es2021 --charset=utf8 --outfile=page/live.js --log-level=warning

//go:embed page/live.js
var liveJS string

//go:embed page/live.css
var liveCSS string

//go:embed page/live.html
var liveHTML string

// Server serves the page of a system. It is for many goroutines; one at a time has
// the system.
type Server struct {
	page    Page
	mux     *http.ServeMux
	opening opening
	host    string // the name by which it may be called, beside addresses and localhost

	mu   sync.Mutex
	walk walk
}

// New makes the server of a page.
func New(p Page) *Server {
	s := &Server{page: p, mux: http.NewServeMux(), walk: walk{live: p.Live}}
	if p.Live != nil {
		s.opening = p.opening()
		s.walk.kind = p.Live.Trace().Meta.Kind
	}
	file := func(path, kind, text string) {
		s.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) { response{kind: kind, data: []byte(text)}.write(w) })
	}
	file("/{$}", "text/html; charset=utf-8", liveHTML)
	file("/style.css", "text/css; charset=utf-8", draw.Style()+liveCSS)
	file("/live.js", "text/javascript; charset=utf-8", liveJS)
	s.mux.HandleFunc("GET /run", s.asked(s.answerRun))
	s.mux.HandleFunc("GET /choices", s.asked(s.answerChoices))
	s.mux.HandleFunc("GET /save", s.asked(s.answerSave))
	return s
}

// Notice says where the system departs from the saved run that the page opens with;
// "" if nowhere.
func (s *Server) Notice() string { return s.opening.notice }

// maxHeader is what a request's head may have, and so an address; writeTime is how
// long who asks may take to read the answer.
const (
	maxHeader = 1 << 16
	writeTime = 30 * time.Second
)

// Serve answers what comes over a listener until the context ends. The listener may
// be reached by its address; name is another name for it, or "".
func (s *Server) Serve(ctx context.Context, l net.Listener, name string) error {
	s.host = strings.ToLower(name)
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: writeTime, IdleTimeout: time.Minute, MaxHeaderBytes: maxHeader,
		ErrorLog: log.New(io.Discard, "", 0), // of what strangers send
	}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })() // Serve says what went wrong
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// ServeHTTP answers a request that may be asked.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if why := s.refuses(r); why != "" {
		refusal(http.StatusForbidden, why).write(w)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	s.mux.ServeHTTP(w, r)
}

// refuses says why a request is not answered; the package comment tells why that
// must be.
func (s *Server) refuses(r *http.Request) string {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if net.ParseIP(host) == nil && host != "localhost" && (host == "" || host != s.host) {
		return "this server answers to its IP address and to localhost, not to the name in this request (-addr can give it a name)"
	}
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
		return "another site asks; only the page of this server may"
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return ""
	}
	if r.URL.Path == "/" && r.Header.Get("Sec-Fetch-Mode") == "navigate" {
		return "" // a link to the page
	}
	return "another site asks; only the page of this server may"
}

// response is an answer. It is made while the system is held, and written after that:
// who asks may read slowly, or not at all.
type response struct {
	status int // 0 is 200
	kind   string
	data   []byte
	name   string // of the file to save it as, or ""
}

// refusal is the response that says in a line what is wrong.
func refusal(status int, why string) response { return response{status: status, data: []byte(why)} }

// write sends it, for which there is time from now on.
func (r response) write(w http.ResponseWriter) {
	// A connection without deadlines (a test's) has the server's own time.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTime))
	if r.status != 0 {
		http.Error(w, string(r.data), r.status)
		return
	}
	w.Header().Set("Content-Type", r.kind)
	if r.name != "" {
		w.Header().Set("Content-Disposition", `attachment; filename="`+r.name+`"`)
	}
	_, _ = w.Write(r.data) // who asked is gone
}

// asked answers a request about the run whose address it has.
func (s *Server) asked(answer func(r *http.Request, refused string) response) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, err := parseAddress(r.URL.Query().Get("run"))
		if err != nil {
			refusal(http.StatusBadRequest, err.Error()).write(w)
			return
		}
		s.answered(r, a, answer).write(w)
	}
}

// answered makes the answer to a request about a run, with the system to itself.
func (s *Server) answered(r *http.Request, a address, answer func(r *http.Request, refused string) response) (made response) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer rescue.Any(func(p *rescue.Panic) {
		s.walk.at = nil // where the system is is not known
		made = refusal(http.StatusInternalServerError, p.Error())
	})
	if err := r.Context().Err(); err != nil {
		return refusal(http.StatusServiceUnavailable, "nobody waits for the answer any more")
	}
	if len(a) == 0 {
		a = s.opening.at
	}
	refused := ""
	if s.page.Live != nil {
		refused = s.walk.to(a, s.page.First)
	}
	return answer(r, refused)
}

// The widths of pictures, in pixels.
const minWidth, maxWidth = 300, 4000

func (s *Server) answerRun(r *http.Request, refused string) response {
	query := r.URL.Query()
	o := draw.Options{Hide: query["hide"]}
	if width, _ := strconv.Atoi(query.Get("width")); width != 0 { // 0 is the usual one
		o.Width = min(max(width, minWidth), maxWidth)
	}
	for _, text := range query["open"] {
		step, err := strconv.Atoi(text)
		if err != nil {
			return refusal(http.StatusBadRequest, fmt.Sprintf("open=%s: accepted is the number of a step", quote.Line(text)))
		}
		o.Open = append(o.Open, step)
	}
	shown, err := s.show(o)
	if err != nil { // all lanes are hidden
		return refusal(http.StatusBadRequest, err.Error())
	}
	if shown.Notice = refused; refused == "" && !query.Has("run") {
		shown.Notice = s.opening.notice
	}
	return jsonResponse(shown)
}

func (s *Server) answerChoices(_ *http.Request, refused string) response {
	switch {
	case s.page.Live == nil:
		return refusal(http.StatusNotFound, s.page.Why)
	case refused != "":
		return refusal(http.StatusConflict, refused)
	}
	return jsonResponse(s.walk.choices())
}

func (s *Server) answerSave(_ *http.Request, refused string) response {
	if refused != "" {
		return refusal(http.StatusConflict, refused)
	}
	t, name := s.saved()
	var b bytes.Buffer
	if err := traces.Write(&b, t); err != nil {
		return refusal(http.StatusInternalServerError, err.Error())
	}
	return response{kind: "application/json", data: b.Bytes(), name: name}
}

func jsonResponse(v any) response {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // pictures are full of <
	if err := e.Encode(v); err != nil {
		return refusal(http.StatusInternalServerError, err.Error())
	}
	return response{kind: "application/json", data: b.Bytes()}
}
