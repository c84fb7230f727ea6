package fpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"fpdoctor/checks/record"
)

// answer is a 200 in JSON, less the secret fields.
type answer struct {
	body   []byte
	header http.Header
}

// ask sends one GET. The path begins with a slash and has its values escaped.
func (c *Client) ask(ctx context.Context, path string, query url.Values, asked kind) (answer, error) {
	address := c.root + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return answer{}, lost(err)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, lost(err)
	}
	defer func() { _ = res.Body.Close() }()
	var read bytes.Buffer // bounded by the transport, which knows its size
	read.Grow(int(max(res.ContentLength, 0)) + bytes.MinRead)
	if _, err := read.ReadFrom(res.Body); err != nil {
		return answer{}, lost(err)
	}
	body := read.Bytes()
	if res.StatusCode != http.StatusOK {
		return answer{}, c.refused(res, body, asked)
	}
	cleaned, ok := clean(body)
	if !ok {
		if webPage(res.Header, body) {
			return answer{}, unreadable(
				"a web page came instead of FirstPromoter's answer; a proxy, a firewall or a sign-in page may stand in between",
			)
		}
		return answer{}, strange()
	}
	c.known.Store(true)
	return answer{cleaned, res.Header}, nil
}

// one asks for a single record, bare or in {"data": …}.
func one[T any](ctx context.Context, c *Client, path string, query url.Values, read reader[T]) (T, error) {
	var none T
	a, err := c.ask(ctx, path, query, aRecord)
	if isNotFound(err) {
		return none, c.surely(ctx, err)
	}
	if err != nil {
		return none, err
	}
	if data, ok := inData(a.body); ok {
		a.body = data
	}
	found, key := read(a.body)
	if key == "" {
		return none, strange()
	}
	return found, nil
}

// surely makes sure that a 404 speaks of the record: API v2 gives the same for
// an account id that fits no company. Where nothing has been read yet, the
// shortest list tells.
func (c *Client) surely(ctx context.Context, missing error) error {
	var f *record.Failure
	if c.api == record.V1 || c.known.Load() || !errors.As(missing, &f) || f.Status != http.StatusNotFound {
		return missing
	}
	if _, err := c.ask(ctx, "/referrals", url.Values{"page": {"1"}, "per_page": {"1"}}, aList); err != nil {
		return err
	}
	return missing
}

// segment escapes a value for use as one part of a path. ok is false for what
// a server would take for a step through the path.
func segment(value string) (_ string, ok bool) {
	if strings.Trim(value, ".") == "" {
		return "", false
	}
	return url.PathEscape(value), true
}

// elements are the records of a list: a bare array or {"data": […], "meta": …}.
// The documents say which list comes in which form, and other clients saw it otherwise.
func elements(body []byte) (_ []json.RawMessage, ok bool) {
	if data, ok := inData(body); ok {
		body = data
	}
	var list []json.RawMessage
	if body[0] != '[' || json.Unmarshal(body, &list) != nil {
		return nil, false
	}
	return list, true
}

func inData(body []byte) (json.RawMessage, bool) {
	if body[0] != '{' {
		return nil, false
	}
	var envelope struct{ Data json.RawMessage }
	if json.Unmarshal(body, &envelope) != nil || len(envelope.Data) == 0 {
		return nil, false
	}
	return envelope.Data, true
}
