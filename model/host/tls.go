package host

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
)

// MutualTLS returns a configuration with which nodes that have a certificate of the authority,
// and only they, talk to each other. The files are PEM: the node's certificate, whose DNS names
// have the node's own, its key, and the certificate of the authority.
func MutualTLS(certificate, key, authority string) (*tls.Config, error) {
	own, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		return nil, err
	}
	pem, err := os.ReadFile(authority)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s has no certificate in PEM", authority)
	}
	return &tls.Config{Certificates: []tls.Certificate{own}, RootCAs: pool, ClientCAs: pool, MinVersion: tls.VersionTLS13}, nil
}

func clientTLS(c *tls.Config, name string) *tls.Config {
	c = c.Clone()
	c.ServerName = name
	return c
}

func serverTLS(c *tls.Config) *tls.Config {
	c = c.Clone()
	c.ClientAuth = tls.RequireAndVerifyClientCert
	return c
}

// certifies reports whether the other side's certificate is for the node of a name.
func certifies(conn net.Conn, name string) bool {
	chain := conn.(*tls.Conn).ConnectionState().PeerCertificates
	return len(chain) > 0 && chain[0].VerifyHostname(name) == nil
}

// namesOf returns the names that the other side's certificate is for.
func namesOf(conn *tls.Conn) string {
	chain := conn.ConnectionState().PeerCertificates
	if len(chain) == 0 || len(chain[0].DNSNames) == 0 {
		return "nobody"
	}
	return strings.Join(chain[0].DNSNames, ", ")
}

// isClosed reports whether a connection just ended, on either side.
func isClosed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
