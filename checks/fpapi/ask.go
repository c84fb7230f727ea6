package fpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks/record"
)

// answer is a 200.
type answer struct {
	body   []byte
	header http.Header
}

// ask sends one GET, and gives the answer less the secret fields.
func (c *Client) ask(ctx context.Context, path string, query url.Values, asked kind) (answer, error) {
	a, err := c.fetch(ctx, path, query, asked)
	if err != nil {
		return answer{}, err
	}
	cleaned, ok := clean(a.body)
	if !ok {
		return answer{}, a.noJSON()
	}
	c.known.Store(true)
	return answer{cleaned, a.header}, nil
}

// noJSON is the failure of an answer that is none of FirstPromoter's.
func (a answer) noJSON() error {
	if webPage(a.header, a.body) {
		return unreadable(
			"a web page came instead of FirstPromoter's answer; a proxy, a firewall or a sign-in page may stand in between",
		)
	}
	return strange()
}

// fetch sends one GET and gives a 200 as it came. The path begins with a slash and has
// its values escaped.
func (c *Client) fetch(ctx context.Context, path string, query url.Values, asked kind) (answer, error) {
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
	return answer{body, res.Header}, nil
}

// readOne asks for a single record, bare or in {"data": …}.
func readOne[T any](ctx context.Context, c *Client, path string, query url.Values, read reader[T]) (T, error) {
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

// eachElement goes through the records of a list in one pass: a bare array or
// {"data": […], "meta": …}. The documents say which list comes in which form, and other
// clients saw it otherwise. It is false where it is no list. A record is only to be read
// until do returns.
func eachElement(body []byte, do func(json.RawMessage)) bool {
	dec := jsontext.NewDecoder(bytes.NewBuffer(bytes.TrimPrefix(body, byteOrderMark)), asSent)
	listed := false
	read := func() bool {
		if dec.PeekKind() != '[' || listed {
			return dec.SkipValue() == nil
		}
		listed = true
		_, err := dec.ReadToken()
		for err == nil && dec.PeekKind() != ']' {
			var item jsontext.Value
			if item, err = dec.ReadValue(); err == nil {
				do(json.RawMessage(item))
			}
		}
		if err == nil {
			_, err = dec.ReadToken()
		}
		return err == nil
	}
	if dec.PeekKind() != '{' {
		return read() && listed && atEnd(dec)
	}
	_, err := dec.ReadToken()
	for err == nil && dec.PeekKind() == '"' {
		name, _ := dec.ReadToken()
		if strings.EqualFold(name.String(), "data") {
			if !read() {
				return false
			}
		} else {
			err = dec.SkipValue()
		}
	}
	if err == nil {
		_, err = dec.ReadToken()
	}
	return err == nil && listed && atEnd(dec)
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

func atEnd(dec *jsontext.Decoder) bool {
	_, err := dec.ReadToken()
	return errors.Is(err, io.EOF)
}
