package serve_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/synod-go/synod"
	"github.com/synod-go/synod/impl/raft"
	"github.com/synod-go/synod/traces/serve"
)

// The server of a page is an http.Handler. This page shows Raft in its initial state,
// with the steps that it can take.
func ExampleNew() {
	live, err := synod.Open(raft.Protocol.With(), nil)
	if err != nil {
		panic(err)
	}
	server := httptest.NewServer(serve.New(serve.Page{Live: live}))
	defer server.Close()
	answer, err := http.Get(server.URL)
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		panic(err)
	}
	fmt.Println(answer.Status, strings.Contains(string(page), "</html>"))
	// Output: 200 OK true
}
