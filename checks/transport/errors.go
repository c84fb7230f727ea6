package transport

import (
	"cmp"
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"strings"
	"syscall"
)

// Kind says why there is no answer.
type Kind int

// The kinds of Error.
const (
	Forbidden    Kind = iota + 1 // never sent: not a GET, or not to the one origin
	NoConnection                 // no connection, or it broke
	TimedOut                     // one request had no whole answer within Config.Timeout
	BadTLS                       // no safe connection: certificate, protocol
	Redirected                   // the answer was a redirect
	TooLarge                     // the answer is longer than MaxBody
	TooMuch                      // the answers of a run are longer than MaxRun together
	Garbled                      // the answer's compression is broken
	OutOfTime                    // the caller's deadline passed
	Stopped                      // the caller cancelled
)

// Error is why a request has no answer. Its text is a clause that may follow
// "Stripe could not be reached: "; it holds no address and nothing secret.
type Error struct {
	Kind    Kind
	Err     error // the cause, for errors.Is and As; not to be shown
	text    string
	lasting bool // trying again would not help
}

var texts = map[Kind]string{
	Forbidden:    "fpdoctor refuses to send this request",
	NoConnection: "the connection failed",
	TimedOut:     "no answer came in time",
	BadTLS:       "no safe connection could be made, as its certificate or protocol is not trusted",
	Redirected:   "the answer was a redirect to another address, which is never followed",
	TooLarge:     "the answer was longer than 16 MB",
	TooMuch:      "the answers to one look were longer than 24 MB together",
	Garbled:      "the answer arrived damaged",
	OutOfTime:    "the time allowed for the whole run was over",
	Stopped:      "stopped",
}

// Error is the clause of e's kind, or one that says more where more is known.
func (e *Error) Error() string {
	if e.text != "" {
		return e.text
	}
	return texts[e.Kind]
}

// Lasting reports whether only mending something on this computer helps.
func (e *Error) Lasting() bool {
	return e.lasting && e.text != "" || e.Kind == BadTLS && e.text != ""
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// given types an error of net/http or of reading the body. The caller's
// context tells its own end from the end of one request's time.
func given(ctx context.Context, err error) error {
	var own *Error
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return &Error{Kind: Stopped, Err: context.Canceled}
	case ctx.Err() != nil:
		return &Error{Kind: OutOfTime, Err: context.DeadlineExceeded}
	case errors.As(err, &own):
		return own
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &Error{Kind: TimedOut, Err: err}
	case untrusted(err):
		return &Error{Kind: BadTLS, Err: err, text: mistrust(err)}
	case damaged(err):
		return &Error{Kind: Garbled, Err: err}
	}
	return noConnection(err)
}

func noConnection(err error) *Error {
	e := &Error{Kind: NoConnection, Err: err}
	var dns *net.DNSError
	var op *net.OpError
	var timeout net.Error
	switch {
	case errors.As(err, &op) && op.Op == "proxyconnect":
		e.text = "the proxy set in the environment (HTTPS_PROXY) could not be used"
	case errors.As(err, &dns):
		e.text, e.lasting = "its name could not be looked up, as when this computer is offline", dns.IsNotFound
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, windowsRefused):
		e.text = "the connection was refused"
	case errors.As(err, &timeout) && timeout.Timeout():
		e.text = "the connection could not be made in time"
	}
	return e
}

// windowsRefused is WSAECONNREFUSED, which Go does not count as ECONNREFUSED.
const windowsRefused = syscall.Errno(10061)

func untrusted(err error) bool {
	var (
		verify   *tls.CertificateVerificationError
		record   tls.RecordHeaderError
		unknown  x509.UnknownAuthorityError
		hostname x509.HostnameError
		invalid  x509.CertificateInvalidError
		op       *net.OpError
	)
	return errors.As(err, &verify) || errors.As(err, &record) || errors.As(err, &unknown) ||
		errors.As(err, &hostname) || errors.As(err, &invalid) || errors.Is(err, http.ErrSchemeMismatch) ||
		// crypto/tls wraps its alerts so.
		errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error")
}

// mistrust says what is wrong with a certificate and what can be done, where that
// is known.
func mistrust(err error) string {
	var unknown x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	switch {
	case errors.As(err, &unknown):
		if trusted, err := x509.SystemCertPool(); err != nil || trusted.Equal(x509.NewCertPool()) {
			return "this computer has no certificates to know it by; install them (ca-certificates), or name a file of them in " +
				"SSL_CERT_FILE"
		}
		issuer := "an issuer"
		if errors.As(err, &verify) && len(verify.UnverifiedCertificates) > 0 {
			last := verify.UnverifiedCertificates[len(verify.UnverifiedCertificates)-1]
			if name := cmp.Or(last.Issuer.CommonName, strings.Join(last.Issuer.Organization, " ")); name != "" {
				issuer = "“" + shortened(name) + "”"
			}
		}
		return "its certificate comes from " + issuer + ", whom this computer does not trust, as where a proxy looks into connections; " +
			"if your company runs that, install its certificate, or name its file in SSL_CERT_FILE"
	case errors.As(err, &hostname):
		return "its certificate is for another name, so something stands in between"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "its certificate is out of date, or this computer's clock is wrong"
	}
	return ""
}

// shortened is a name from outside, cut to what a sentence can hold.
func shortened(name string) string {
	const most = 60
	if runes := []rune(name); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return name
}

func damaged(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.As(err, &corrupt)
}
