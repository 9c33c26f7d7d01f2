package serve

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Only the page of this server may ask, by names that only this server has.
func TestWhoMayAsk(t *testing.T) {
	s := New(Page{Live: newToy(2)})
	s.host = "checker.example"
	for _, host := range []string{"127.0.0.1:8017", "localhost:8017", "LOCALHOST", "[::1]:8017", "192.0.2.7:80", "checker.example:8017"} {
		r := asked("/run")
		r.Host = host
		require.Equal(t, http.StatusOK, reply(s, r).Code, host)
	}
	for _, host := range []string{"", "evil.example:8017", "127.0.0.1.evil.example", "localhost.evil.example", "localhost."} {
		for _, path := range []string{"/", "/run", "/save"} {
			r := asked(path)
			r.Host = host
			require.Equal(t, http.StatusForbidden, reply(s, r).Code, host)
		}
	}
	for _, c := range []struct {
		path, header, value, mode string
		code                      int
	}{
		{"/run", "Origin", "http://127.0.0.1:8017", "", http.StatusOK},
		{"/run", "Origin", "http://127.0.0.1:9999", "", http.StatusForbidden},
		{"/run", "Origin", "null", "", http.StatusForbidden},
		{"/run", "Sec-Fetch-Site", "same-origin", "cors", http.StatusOK},
		{"/run", "Sec-Fetch-Site", "none", "navigate", http.StatusOK},
		{"/run", "Sec-Fetch-Site", "cross-site", "cors", http.StatusForbidden},
		{"/run", "Sec-Fetch-Site", "same-site", "no-cors", http.StatusForbidden},
		{"/", "Sec-Fetch-Site", "cross-site", "navigate", http.StatusOK},
		{"/", "Sec-Fetch-Site", "cross-site", "no-cors", http.StatusForbidden},
		{"/save", "Sec-Fetch-Site", "cross-site", "navigate", http.StatusForbidden},
	} {
		r := asked(c.path)
		r.Header.Set(c.header, c.value)
		r.Header.Set("Sec-Fetch-Mode", c.mode)
		require.Equal(t, c.code, reply(s, r).Code, c)
	}
}

// What is malformed is refused in a line, whatever it is.
func TestMalformedRequests(t *testing.T) {
	s := New(Page{Live: newToy(2)})
	begin := get[shown](t, s, "/run", "").Address
	long := begin + strings.Repeat("."+strings.Repeat("A", stepCode), maxSteps+1)
	for _, run := range []string{".", "x", "AAAA.", "AAAA.AAAA", "AAAA.AAAAAAA!", "AAAA..AAAAAAAA", begin + "\x00", "ÄÄÄÄ", "<script>", long} {
		for _, path := range []string{"/run", "/choices", "/save"} {
			w := reply(s, asked(path+"?run="+url.QueryEscape(run)))
			require.Equal(t, http.StatusBadRequest, w.Code, run)
			require.Equal(t, 1, strings.Count(w.Body.String(), "\n"))
			require.NotContains(t, w.Body.String(), "<script>")
		}
	}
	for _, width := range []string{"-5", "0", "1e9", "99999999999999999999", "x"} {
		require.Equal(t, http.StatusOK, reply(s, asked("/run?width="+width)).Code)
	}
	for path, code := range map[string]int{"/nosuch": 404, "/page/live.ts": 404} {
		require.Equal(t, code, reply(s, asked(path)).Code, path)
	}
	r := asked("/run")
	r.Method = http.MethodPost
	require.Equal(t, http.StatusMethodNotAllowed, reply(s, r).Code)
}

// A run of the greatest length is answered; there is no longer one.
func TestLongRuns(t *testing.T) {
	toy := newToy(2, 3)
	s := New(Page{Live: toy})
	long := newToy(2, 3)
	runOf(long, make([]int, maxSteps)...)
	run := addressOf(long).String()
	require.Equal(t, run, get[shown](t, s, "/run", run).Address)
	require.Less(t, len("/save?run="+run), maxHeader/2)
	w := reply(s, asked("/run?run="+run+"."+strings.Repeat("A", stepCode)))
	require.Equal(t, http.StatusBadRequest, w.Code)
	require.Contains(t, w.Body.String(), "more than 2000 steps")
}

// The page fetches nothing from elsewhere, and may not.
func TestThePageIsSelfContained(t *testing.T) {
	s := New(Page{Live: newToy(2)})
	for _, path := range []string{"/", "/style.css", "/live.js"} {
		w := reply(s, asked(path))
		require.Equal(t, http.StatusOK, w.Code)
		require.NotRegexp(t, `(?i)https?://|url\(|@import`, w.Body.String(), path)
		require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'")
	}
}

// stalled is the writer of somebody who asks, and does not read the answer.
type stalled struct {
	http.ResponseWriter
	writes   chan struct{} // closed at the first write
	deadline chan time.Time
	end      chan struct{}
}

func (s *stalled) SetWriteDeadline(t time.Time) error {
	select {
	case s.deadline <- t:
	default:
	}
	return nil
}

func (s *stalled) Write([]byte) (int, error) {
	close(s.writes)
	<-s.end
	return 0, io.ErrClosedPipe
}

// Who does not read the answer keeps nobody from theirs, and has a time for it.
func TestWhoDoesNotReadBlocksNobody(t *testing.T) {
	s := New(Page{Live: newToy(2)})
	begin := get[shown](t, s, "/run", "").Address
	for _, path := range []string{"/", "/run", "/run?run=" + begin, "/choices", "/save", "/save?run=x", "/nothing"} {
		w := &stalled{httptest.NewRecorder(), make(chan struct{}), make(chan time.Time, 1), make(chan struct{})}
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			s.ServeHTTP(w, asked(path))
		}()
		<-w.writes
		require.Equal(t, begin, get[shown](t, s, "/run", "").Address, "while %s is not read", path)
		get[choices](t, s, "/choices", begin)
		if path != "/nothing" { // has the time of the server
			require.WithinDuration(t, time.Now(), <-w.deadline, writeTime)
		}
		close(w.end)
		<-gone
	}
}

// Over a real connection, too: many that ask for all and read nothing.
func TestConnectionsThatAreNotRead(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- New(Page{Live: newToy(2)}).Serve(ctx, l, "") }()
	for range 20 {
		c, err := net.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		defer c.Close()
		_ = c.(*net.TCPConn).SetReadBuffer(1)
		// As many requests as fit into one go: their answers are more than any buffer holds.
		_, err = io.WriteString(c, strings.Repeat("GET /run HTTP/1.1\r\nHost: localhost\r\n\r\n", 2000))
		require.NoError(t, err)
	}
	client := &http.Client{Timeout: 20 * time.Second}
	for range 5 {
		answer, err := client.Get("http://" + l.Addr().String() + "/run")
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, answer.Body)
		require.NoError(t, err)
		answer.Body.Close()
		require.Equal(t, http.StatusOK, answer.StatusCode)
	}
	stop()
	require.NoError(t, <-done)
}
