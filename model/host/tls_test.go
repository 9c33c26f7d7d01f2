package host_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synod-go/synod/model"
	"github.com/synod-go/synod/model/host"
)

// authority makes certificates.
type authority struct {
	t    *testing.T
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, dir: t.TempDir()}
	a.cert, a.key = a.make("ca", &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	return a
}

// make makes a certificate, in the files NAME.pem and NAME.key.
func (a *authority) make(name string, template *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(a.t, err)
	template.SerialNumber, template.Subject = big.NewInt(1), pkix.Name{CommonName: name}
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, signer := template, key
	if a.cert != nil {
		parent, signer = a.cert, a.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	require.NoError(a.t, err)
	private, err := x509.MarshalECPrivateKey(key)
	require.NoError(a.t, err)
	a.write(name+".pem", "CERTIFICATE", der)
	a.write(name+".key", "EC PRIVATE KEY", private)
	cert, err := x509.ParseCertificate(der)
	require.NoError(a.t, err)
	return cert, key
}

func (a *authority) write(name, kind string, der []byte) {
	require.NoError(a.t, os.WriteFile(filepath.Join(a.dir, name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
}

// node makes the certificate of a node.
func (a *authority) node(name string) {
	a.make(name, &x509.Certificate{DNSNames: []string{name}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}})
}

func (a *authority) path(name string) string { return filepath.Join(a.dir, name) }

// T1 and T2 have certificates of their own, T3 one of another authority, T4 that of T1.
func TestMutualTLS(t *testing.T) {
	ours, theirs := newAuthority(t), newAuthority(t)
	for _, name := range []string{"T1", "T2"} {
		ours.node(name)
	}
	theirs.node("T3")
	var mu sync.Mutex
	var told strings.Builder
	logger := slog.New(slog.NewTextHandler(writer(func(p []byte) { mu.Lock(); defer mu.Unlock(); told.Write(p) }), nil))
	text := func() string { mu.Lock(); defer mu.Unlock(); return told.String() }
	r := run(t, toys(4, behaviour{
		start: func(_ *toy, env model.Env) { env.Broadcast(note{"hello"}) },
		receive: func(_ *toy, env model.Env, from model.NodeID, _ model.Message) {
			env.Record(noted{"hears T" + string(rune('0'+from))})
		},
	}), func(c *host.Config) {
		from, cert := ours, c.Node
		switch c.Node {
		case "T3":
			from = theirs
		case "T4":
			cert = "T1"
		case "T1":
			c.Logger = logger
		}
		var err error
		c.TLS, err = host.MutualTLS(from.path(cert+".pem"), from.path(cert+".key"), from.path("ca.pem"))
		require.NoError(t, err)
	})
	r.saw("T1 hears T2", "T2 hears T1")
	require.Eventually(t, func() bool {
		return strings.Contains(text(), "it calls itself T4, and its certificate is for T1") && strings.Contains(text(), "unknown authority")
	}, 10*time.Second, time.Millisecond)
	require.Len(t, r.texts(), 2, "%v", r.texts())
}

func TestMutualTLSNamesWhatIsWrong(t *testing.T) {
	a := newAuthority(t)
	a.node("T1")
	for want, files := range map[string][3]string{
		"no such file":              {"none", "T1.key", "ca.pem"},
		"has no certificate in PEM": {"T1.pem", "T1.key", "T1.key"},
		"does not match public key": {"T1.pem", "ca.key", "ca.pem"},
		"none: no such file":        {"T1.pem", "T1.key", "none"},
	} {
		_, err := host.MutualTLS(a.path(files[0]), a.path(files[1]), a.path(files[2]))
		require.ErrorContains(t, err, want)
	}
}
