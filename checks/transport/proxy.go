package transport

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
)

// proxyOf is the proxy for a request, as the environment sets it. Where it cannot
// be understood, net/http would go without one and say nothing: that is an error.
func proxyOf(req *http.Request) (*url.URL, error) {
	if !loopback(req.URL.Hostname()) {
		if fault := ProxyFault(os.Getenv); fault != "" {
			return nil, &Error{Kind: NoConnection, text: fault, lasting: true}
		}
	}
	return http.ProxyFromEnvironment(req)
}

// ProxyFault says, in a clause, what is wrong with the proxy that the environment
// sets for https; empty where nothing is. It repeats nothing of the value, which
// may hold a password.
func ProxyFault(env func(string) string) string {
	name, value := firstSet(env, "HTTPS_PROXY", "https_proxy")
	if value == "" || env("NO_PROXY") == "*" || env("no_proxy") == "*" {
		return ""
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme == "" || u.Host == "" {
		u, err = url.Parse("http://" + value) // a bare host and port is taken too
	}
	const escape = "in a password write % as %25, / as %2F, # as %23, ? as %3F and @ as %40"
	switch {
	case err != nil, u.Hostname() == "", !portFits(u), strings.Contains(u.Hostname(), "/"),
		u.Path != "" && u.Path != "/", u.RawQuery != "", u.Fragment != "", strings.Contains(value, "#"):
		return name + " is not the address of a proxy, such as http://proxy.example:8080, with a name and password before it as in " +
			"NAME:PASSWORD@; " + escape
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return ""
	}
	return name + " names a kind of proxy that fpdoctor cannot use; it can use http, https and socks5"
}

// ProxyNote is a sentence on a proxy that the environment sets and that is not
// used; empty where there is none.
func ProxyNote(env func(string) string) string {
	all, value := firstSet(env, "ALL_PROXY", "all_proxy")
	if _, https := firstSet(env, "HTTPS_PROXY", "https_proxy"); value == "" || https != "" {
		return ""
	}
	return all + " is set, which fpdoctor does not read: it connects directly. Set HTTPS_PROXY to have it use a proxy."
}

func firstSet(env func(string) string, names ...string) (name, value string) {
	for _, name := range names {
		if v := strings.TrimSpace(env(name)); v != "" {
			return name, v
		}
	}
	return "", ""
}

// connected looks at what a proxy answers to being asked for the way through.
func connected(_ context.Context, proxy *url.URL, asked *http.Request, answer *http.Response) error {
	where, service := "the proxy at "+proxy.Host, asked.Host
	if host, _, err := net.SplitHostPort(service); err == nil {
		service = host
	}
	e := &Error{Kind: NoConnection, lasting: true}
	switch s := answer.StatusCode; {
	case s == http.StatusOK:
		return nil
	case s == http.StatusProxyAuthRequired && proxy.User == nil:
		e.text = where + " wants a name and a password; put them into HTTPS_PROXY, as NAME:PASSWORD@ before its address"
	case s == http.StatusProxyAuthRequired:
		e.text = where + " does not accept the name and password in HTTPS_PROXY"
	case s == http.StatusForbidden, s == http.StatusUnauthorized, s == http.StatusMethodNotAllowed:
		e.text = fmt.Sprintf("%s does not let this computer through to %s (status %d); ask whoever runs it", where, service, s)
	case s >= 300 && s < 400:
		e.text = where + " answered with a redirect, as a sign-in page does; sign in there with a browser first"
	case s >= 500:
		e.text = fmt.Sprintf("%s could not reach %s itself (status %d)", where, service, s)
	default:
		e.text = fmt.Sprintf("%s did not open the way to %s (status %d); is it a proxy for https?", where, service, s)
	}
	return e
}
