package casefile

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"time"

	"fpdoctor/checks/record"
)

// header is what stands first in a file, so that a reader knows what it has before
// it reads the rest.
type header struct {
	Schema  string    `json:"schema"`
	Version string    `json:"fpdoctor"`
	At      time.Time `json:"at"`
	Masked  bool      `json:"masked"`
}

// Write writes the case in the form of a file: JSON, compressed by gzip.
func (c *Case) Write(w io.Writer) error {
	z := gzip.NewWriter(w)
	b, err := c.json()
	if err != nil {
		return err
	}
	if c.Hide != nil {
		b = c.Hide(b)
	}
	if _, err := z.Write(b); err != nil {
		return err
	}
	return z.Close()
}

func (c *Case) json() ([]byte, error) {
	var b bytes.Buffer
	head, err := json.Marshal(header{Schema, c.Version, c.At, c.Masked})
	if err != nil {
		return nil, err
	}
	b.Write(head[:len(head)-1])
	for _, part := range []struct {
		name  string
		value any
	}{{"checks", c.Then}, {"answers", c.Answers}, {"evidence", c.Evidence}} {
		fmt.Fprintf(&b, ",%q:", part.name)
		if err := encode(&b, reflect.ValueOf(part.value)); err != nil {
			return nil, err
		}
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

// encode writes a value as encoding/json does, but for fields that hold nothing,
// which are left out: most of a record's do.
func encode(b *bytes.Buffer, v reflect.Value) error {
	switch raw, isRaw := v.Interface().(record.Raw); {
	case isRaw:
		if !json.Valid(raw) {
			raw = record.Raw("null")
		}
		return json.Compact(b, raw)
	case v.Kind() == reflect.Pointer && v.IsNil():
		b.WriteString("null")
	case v.Kind() == reflect.Pointer:
		return encode(b, v.Elem())
	case v.Type() == reflect.TypeFor[time.Time]():
		return plain(b, v)
	case v.Kind() == reflect.Struct:
		return fields(b, v)
	case v.Kind() == reflect.Slice:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := encode(b, v.Index(i)); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	case v.Kind() == reflect.Map:
		return entries(b, v)
	default:
		return plain(b, v)
	}
	return nil
}

func plain(b *bytes.Buffer, v reflect.Value) error {
	text, err := json.Marshal(v.Interface())
	b.Write(text)
	return err
}

func fields(b *bytes.Buffer, v reflect.Value) error {
	b.WriteByte('{')
	first := true
	err := eachField(v, func(name string, f reflect.Value) error {
		if !first {
			b.WriteByte(',')
		}
		first = false
		fmt.Fprintf(b, "%q:", name)
		return encode(b, f)
	})
	b.WriteByte('}')
	return err
}

// eachField visits the fields that hold something; those of an embedded struct as
// its own, as encoding/json reads them.
func eachField(v reflect.Value, visit func(name string, f reflect.Value) error) error {
	for i := range v.NumField() {
		f, of := v.Field(i), v.Type().Field(i)
		if f.IsZero() || (f.Kind() == reflect.Slice || f.Kind() == reflect.Map) && f.Len() == 0 {
			continue
		}
		var err error
		if of.Anonymous {
			err = eachField(f, visit)
		} else {
			err = visit(of.Name, f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func entries(b *bytes.Buffer, v reflect.Value) error {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(x, y reflect.Value) int { return bytes.Compare([]byte(x.String()), []byte(y.String())) })
	b.WriteByte('{')
	for i, k := range keys {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := plain(b, k); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := encode(b, v.MapIndex(k)); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// ErrExists says that there is a file of that name already; it is an fs.ErrExist.
var ErrExists error = existsError{}

type existsError struct{}

func (existsError) Error() string {
	return "there is a file of this name already, and it is left as it is"
}
func (existsError) Is(target error) bool { return target == fs.ErrExist }

// Save writes the case to a new file that only its owner can read, wholly or not at
// all. An existing file is not written over unless over says so: the error is then ErrExists.
func (c *Case) Save(path string, over bool) (err error) {
	if _, err := os.Lstat(path); err == nil && !over {
		return ErrExists
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".fpdoctor-case-*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		_ = f.Close()
		_ = os.Remove(f.Name()) // in its place by now, or of no use
	}()
	if err := c.Write(f); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if over {
		return os.Rename(f.Name(), path)
	}
	// A link fails where the name is taken meanwhile; a renaming would not.
	switch err := os.Link(f.Name(), path); {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return ErrExists
	}
	if _, err := os.Lstat(path); err == nil {
		return ErrExists
	}
	return os.Rename(f.Name(), path) // a file system without links
}
