package casefile

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// What a file may be at most. An ordinary sale takes a few dozen kilobytes.
const (
	mostCompressed = 16 << 20
	mostBytes      = 128 << 20
	mostDepth      = 64 // of values in one another
)

// Errors of reading, each one sentence for a person. Nothing of the file is told:
// it may come from anybody.
var (
	ErrForeign = errors.New("this is no case file of fpdoctor: one is written by fpdoctor check SALE --save FILE")
	ErrCut     = errors.New("this case file is damaged or not whole: ask for it again")
	ErrHuge    = fmt.Errorf("this file is larger than a case may be (%d MB, or %d MB unpacked), so it was not read", mostCompressed>>20,
		mostBytes>>20)
)

// NewerError says that a file was written by a later fpdoctor, in a form that this
// one does not know.
type NewerError struct{ Schema string }

func (e *NewerError) Error() string {
	return "this case file was written by a newer fpdoctor (" + display.Clean(e.Schema) + "): update fpdoctor to open it"
}

// Open reads a case from a file.
func Open(path string) (*Case, error) {
	// Before it is opened: a pipe that nobody writes to would keep us waiting.
	if info, err := os.Stat(path); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, ErrForeign
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return Read(f)
}

// Read reads a case. The errors for what is none are those above; nothing in a file
// is executed, and nothing it names is fetched.
func Read(r io.Reader) (*Case, error) {
	in := &counted{r: r, left: mostCompressed}
	z, err := gzip.NewReader(bufio.NewReader(in))
	if err != nil {
		return nil, cmpErr(in.over, ErrHuge, ErrForeign)
	}
	b, err := io.ReadAll(io.LimitReader(z, mostBytes+1))
	switch {
	case in.over || len(b) > mostBytes:
		return nil, ErrHuge
	case err != nil:
		return nil, ErrCut
	}
	return parse(b)
}

// counted lets so many bytes through.
type counted struct {
	r    io.Reader
	left int
	over bool
}

func (c *counted) Read(p []byte) (int, error) {
	if c.left <= 0 {
		c.over = true
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.r.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

func cmpErr(is bool, a, b error) error {
	if is {
		return a
	}
	return b
}

func parse(b []byte) (*Case, error) {
	if tooDeep(b) {
		return nil, ErrForeign
	}
	switch family, version, _ := strings.Cut(schemaOf(b), "/"); {
	case family != "fpdoctor.case" || version == "":
		return nil, ErrForeign
	case family+"/"+version != Schema:
		return nil, &NewerError{family + "/" + version}
	}
	var body struct {
		header
		Checks   []Item
		Answers  record.Answers
		Evidence *record.Evidence
	}
	if err := json.Unmarshal(b, &body); err != nil {
		return nil, ErrCut
	}
	head := body.header
	if body.Evidence == nil || len(body.Checks) != len(checks.Items) || head.At.IsZero() {
		return nil, ErrCut
	}
	for i := range body.Checks {
		x := &body.Checks[i]
		if x.ID != checks.Items[i].ID() {
			return nil, ErrCut
		}
		x.Status = checks.Status(display.Clean(string(x.Status)))
		for k, f := range x.Findings {
			x.Findings[k] = Finding{display.Clean(f.Cause), checks.Status(display.Clean(string(f.Verdict))), display.Clean(f.Summary)}
		}
	}
	return &Case{
		Version: display.Clean(head.Version), At: head.At.UTC(), Masked: head.Masked, Evidence: body.Evidence, Answers: body.Answers,
		Then: body.Checks,
	}, nil
}

// schemaOf is what a document says it is, which stands first in ours; empty: it says
// nothing, or is no JSON up to there.
func schemaOf(b []byte) string {
	dec := jsontext.NewDecoder(bytes.NewReader(b), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if t, err := dec.ReadToken(); err != nil || t.Kind() != '{' {
		return ""
	}
	for dec.PeekKind() == '"' {
		name, err := dec.ReadToken()
		if err != nil {
			return ""
		}
		if name.String() == "schema" {
			value, err := dec.ReadToken()
			if err != nil || value.Kind() != '"' {
				return ""
			}
			return value.String()
		}
		if dec.SkipValue() != nil {
			return ""
		}
	}
	return ""
}

// tooDeep reports whether values stand deeper in one another than any record does.
func tooDeep(b []byte) bool {
	depth, within := 0, false // within a text
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case within && c == '\\':
			i++
		case c == '"':
			within = !within
		case within:
		case c == '{' || c == '[':
			if depth++; depth > mostDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}
