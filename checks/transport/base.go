package transport

import (
	"errors"
	"net"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
)

var (
	errBaseShape = errors.New("the API address must be scheme, host and port only, as in https://api.example.com or http://127.0.0.1:8080")
	errBasePlain = errors.New(
		"plain http would send the key in clear; it is allowed to this computer (127.0.0.1, localhost) only, so use https",
	)
)

// ParseBase reads an origin, scheme://host[:port]. Plain http is taken to
// loopback only. The error is one sentence for the person and repeats nothing
// of what was given, which may hold a password.
func ParseBase(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return nil, errBaseShape
	}
	if err := checkBase(u); err != nil {
		return nil, err
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}, nil
}

func checkBase(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", u.Opaque != "", u.User != nil,
		!portFits(u), u.Path != "" && u.Path != "/", u.RawQuery != "", u.ForceQuery, u.Fragment != "", strings.HasSuffix(u.Host, ":"):
		return errBaseShape
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return errBasePlain
	}
	return nil
}

// portFits reports whether the port, if there is one, can be one.
func portFits(u *url.URL) bool {
	n, err := strconv.ParseUint(u.Port(), 10, 16)
	return u.Port() == "" || err == nil && n > 0
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// origin is scheme, host and port in one comparable form.
func origin(u *url.URL) string {
	port := u.Port()
	switch {
	case port != "":
	case u.Scheme == "https":
		port = "443"
	default:
		port = "80"
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// UserAgent is fpdoctor and its version. It tells nothing of the machine.
var UserAgent = sync.OnceValue(func() string {
	version := "dev"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		version = strings.TrimPrefix(info.Main.Version, "v")
	}
	return "fpdoctor/" + version
})
