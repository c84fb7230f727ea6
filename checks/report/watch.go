package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"fpdoctor/checks"
	"fpdoctor/checks/display"
	"fpdoctor/checks/dossier"
	"fpdoctor/checks/record"
)

// WatchSchema is the name and version of the lines of a watch in JSON.
const WatchSchema = "fpdoctor.watch/1"

// Watch tells of a watch as it goes, a line for each station that the sale reaches
// and for each state in which it stands; in JSON an object a line.
type Watch struct {
	w        io.Writer
	json     bool
	list     string // what a line begins with
	m        display.Masker
	there    map[int]bool // stations by their place in the chain
	state    checks.WatchState
	sentence string
}

// NewWatch writes to w in one of the formats of check.
func NewWatch(w io.Writer, format string, m display.Masker) *Watch {
	out := &Watch{w: w, json: format == "json", m: m, there: map[int]bool{}}
	if format == "markdown" {
		out.list = "- "
	}
	return out
}

// stationIDs name the stations of dossier.Chain in JSON.
var stationIDs = [...]string{"click", "lead", "customer", "payment", "coupon", "commission"}

// watchLine is one line in JSON.
type watchLine struct {
	Schema   string            `json:"schema"`
	At       string            `json:"at"`
	Station  string            `json:"station,omitempty"` // reached
	System   record.System     `json:"system,omitempty"`
	ID       string            `json:"id,omitempty"` // of what stands there
	State    checks.WatchState `json:"state,omitempty"`
	Until    string            `json:"until,omitempty"`
	Item     int               `json:"item,omitempty"` // what breaks, where the watch is over without the sale
	Cause    string            `json:"cause,omitempty"`
	Sentence string            `json:"says"`
}

// Look tells what the newest look has brought.
func (w *Watch) Look(at *checks.Watching) error {
	d := at.Last
	for i, s := range dossier.Chain(d) {
		if !s.There || w.there[i] {
			continue
		}
		w.there[i] = true
		sentence := s.Name + ": " + w.m.Piece(s.Value)
		if s.Note != "" {
			sentence += ", " + w.m.Text(s.Note)
		}
		if err := w.line(d.At, watchLine{Station: stationIDs[i], System: s.System, ID: w.m.ID(s.Ref.ID), Sentence: sentence}); err != nil {
			return err
		}
	}
	sentence := dossier.WatchWords(at)
	if at.Now.State == w.state && sentence == w.sentence {
		return nil
	}
	w.state, w.sentence = at.Now.State, sentence
	l := watchLine{State: at.Now.State, Sentence: sentence}
	switch {
	case at.Now.State == checks.Arrived:
		l.Sentence += " " + w.m.Sentence(at.Now.Arrival.Summary)
	case at.Now.State.Over():
		if f, item, ok := d.First(); ok {
			l.Item, l.Cause = int(item), f.Cause
			l.Sentence += fmt.Sprintf(" %d %s: %s", item, item.Label(), w.m.Sentence(f.Summary))
		}
	default:
		l.Until = at.Now.Until.UTC().Format(time.RFC3339)
	}
	return w.line(d.At, l)
}

func (w *Watch) line(at time.Time, l watchLine) error {
	if !w.json {
		sentence := l.Sentence
		if w.list != "" {
			sentence = escape(sentence)
		}
		return w.write(w.list + at.In(cmp.Or(w.m.Location, time.Local)).Format(time.TimeOnly) + "  " + sentence + "\n")
	}
	l.Schema, l.At = WatchSchema, at.UTC().Format(time.RFC3339)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(l); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return w.write(string(asciiControls(b.Bytes())))
}

// write writes a line, safe to be shown.
func (w *Watch) write(line string) error {
	_, err := io.WriteString(w.w, display.Scrub(line))
	return err
}

// End is the last line of a watch in JSON: the document of check.
func (w *Watch) End(d *checks.Diagnosis) error {
	var b, line bytes.Buffer
	if err := JSON(&b, d, w.m); err != nil {
		return err
	}
	if err := json.Compact(&line, b.Bytes()); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	line.WriteByte('\n')
	_, err := w.w.Write(line.Bytes())
	return err
}
