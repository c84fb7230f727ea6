package sandbox

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	json "github.com/go-json-experiment/json/v1"
)

// Faults of what an answer says.

// answered is an answer kept back.
type answered struct {
	status int
	header http.Header
	body   []byte
}

// answerOf lets a handler answer into memory.
func answerOf(h http.Handler, r *http.Request) *answered {
	k := &keeper{header: http.Header{}, status: http.StatusOK}
	h.ServeHTTP(k, r)
	return &answered{k.status, k.header, k.body.Bytes()}
}

type keeper struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *keeper) Header() http.Header         { return k.header }
func (k *keeper) WriteHeader(status int)      { k.status = status }
func (k *keeper) Write(p []byte) (int, error) { return k.body.Write(p) }

func (a *answered) copyHeader(w http.ResponseWriter) { maps.Copy(w.Header(), a.header) }

// json is the answer decoded, if it is a good one in JSON. Numbers stay as written.
func (a *answered) json() (v any, ok bool) {
	if a.status != http.StatusOK {
		return nil, false
	}
	dec := json.NewDecoder(bytes.NewReader(a.body))
	dec.UseNumber()
	return v, dec.Decode(&v) == nil
}

func (a *answered) send(w http.ResponseWriter) {
	a.copyHeader(w)
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// changing passes every good answer through a change.
func changing(change func(any) any) func(*broken) func(http.Handler) http.Handler {
	return stateless(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := answerOf(next, r)
			v, ok := a.json()
			if !ok {
				a.send(w)
				return
			}
			a.copyHeader(w)
			writeLines(w, http.StatusOK, change(v))
		})
	})
}

// frame are the fields without which a client would stop reading at once, so
// that nothing behind them would be tried.
func frame(name string) bool {
	switch name {
	case "object", "id", "data", "has_more", "url", "next_page":
		return true
	}
	return false
}

// eachField rebuilds a value with every field changed but those of the frame.
func eachField(v any, change func(name string, v any) any) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for name, x := range v {
			if _, list := x.([]any); list || frame(name) {
				out[name] = eachField(x, change)
			} else {
				out[name] = change(name, x)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = eachField(x, change)
		}
		return out
	}
	return v
}

func nulls(v any) any { return eachField(v, func(string, any) any { return nil }) }

func wrongTypes(v any) any {
	return eachField(v, func(name string, x any) any {
		switch x := x.(type) {
		case string:
			return len(x)
		case json.Number:
			return "about " + x.String()
		case bool:
			return "maybe"
		case object:
			return []any{name}
		}
		return object{"unexpected": true}
	})
}

// shifted moves every date by so many years. Both services' ways of writing
// one are known by their looks.
func shifted(years int) func(any) any {
	var move func(name string, v any) any
	move = func(_ string, v any) any {
		switch x := v.(type) {
		case json.Number:
			if n, err := x.Int64(); err == nil && n > 1e9 && n < 1e10 {
				return time.Unix(n, 0).AddDate(years, 0, 0).Unix()
			}
		case string:
			if t, err := time.Parse(time.RFC3339, x); err == nil {
				return stamp(t.AddDate(years, 0, 0))
			}
		case object:
			return eachField(x, move)
		}
		return v
	}
	return func(v any) any { return eachField(v, move) }
}

// fullPage is more records than any page asks for.
const fullPage = 100

// list takes the records out of the answer to a list, and gives the function
// that puts others in their place, with more to come.
func list(v any) (records []any, put func([]any) any, ok bool) {
	switch v := v.(type) {
	case []any:
		return v, func(x []any) any { return x }, true
	case object:
		records, ok := v["data"].([]any)
		return records, func(x []any) any {
			v["data"] = x
			if _, stripe := v["has_more"]; stripe {
				v["has_more"] = true
			}
			if v["object"] == "search_result" {
				v["next_page"] = "more"
			}
			return v
		}, ok
	}
	return nil, nil, false
}

// emptied leaves nothing on a page but the word that there is more.
func emptied(v any) any {
	if _, put, ok := list(v); ok {
		return put([]any{})
	}
	return v
}

// endless fills every page with new records like those of the first one.
func endless(*broken) func(http.Handler) http.Handler {
	var made atomic.Int64
	return func(next http.Handler) http.Handler { return paging(next, func() int64 { return made.Add(fullPage) }) }
}

// fat is endless with a long text in every record, which makes a page one of
// three megabytes.
func fat(b *broken) func(http.Handler) http.Handler {
	lengthen := changing(func(v any) any {
		records, _, _ := list(v)
		for _, r := range records {
			if o, ok := r.(object); ok {
				o["comment"] = long
			}
		}
		return v
	})
	return func(next http.Handler) http.Handler { return endless(b)(lengthen(b)(next)) }
}

var long = strings.Repeat("long ", 30<<10/len("long "))

// repeated sends the same full page whatever is asked for.
func repeated(next http.Handler) http.Handler {
	return paging(next, func() int64 { return 0 })
}

func paging(next http.Handler, from func() int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		for _, name := range []string{"starting_after", "page"} {
			query.Del(name)
		}
		a := answerOf(next, asking(r, query))
		v, ok := a.json()
		records, put, listed := list(v)
		if !ok || !listed || len(records) == 0 {
			a.send(w)
			return
		}
		a.copyHeader(w)
		for _, name := range []string{"Total", "Link"} {
			w.Header().Del(name)
		}
		writeLines(w, http.StatusOK, put(copies(records, from())))
	})
}

func asking(r *http.Request, query url.Values) *http.Request {
	out := r.Clone(r.Context())
	out.URL.RawQuery = query.Encode()
	return out
}

// copies is a full page: the records themselves, then the same under other ids.
func copies(records []any, from int64) []any {
	var out []any
	for i := range int64(fullPage) {
		of := records[int(i)%len(records)]
		o, ok := of.(object)
		if n := from + i; ok && (from > 0 || int(i) >= len(records)) {
			o = maps.Clone(o)
			switch x := o["id"].(type) {
			case json.Number:
				o["id"] = 900_000_000 + n
			case string:
				o["id"] = fmt.Sprintf("%s%s", x[:max(0, len(x)-8)], fmt.Sprintf("%08d", n))
			}
			out = append(out, o)
			continue
		}
		out = append(out, of)
	}
	return out
}
