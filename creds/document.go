package creds

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"fpdoctor/checks/record"
)

// schema names the settings file's format. Its number goes up with every new
// field, since an older program writing the file would drop the field.
const (
	schemaName    = "fpdoctor.profiles/"
	schemaVersion = 1
)

// document is the settings file. It holds no secret.
type document struct {
	Schema  string `json:"schema"`
	Default string `json:"default,omitempty"`
	Mask    bool   `json:"mask_without_profile,omitempty"` // for keys of the environment
	// Theme and Mouse may be lost to an older program without harm, so that they have no
	// version of their own.
	Theme    string  `json:"theme,omitempty"`
	Mouse    *bool   `json:"mouse,omitempty"` // nil: nobody chose
	Profiles []entry `json:"profiles"`
}

// entry is one profile of the settings file.
type entry struct {
	Name      string    `json:"name"`
	Keys      []keyKind `json:"keys"` // which secrets the keyring holds
	AccountID string    `json:"account_id,omitempty"`
	Mask      bool      `json:"mask,omitempty"`
	// Unfinished is set while the keyring is being written, so that a broken-off
	// change can never leave one merchant's Stripe key beside another's
	// FirstPromoter key unnoticed.
	Unfinished bool    `json:"unfinished,omitempty"`
	Answers    answers `json:"answers"`
}

// answers is record.Answers as it is written.
type answers struct {
	Connected        *answer[bool]        `json:"connected,omitempty"`
	ConnectedAccount *answer[string]      `json:"connected_account,omitempty"`
	Mode             *answer[record.Mode] `json:"firstpromoter_mode,omitempty"`
	App              *answer[string]      `json:"firstpromoter_app,omitempty"`
}

type answer[T any] struct {
	Value T         `json:"value"`
	At    time.Time `json:"at"`
}

func writeAnswers(a record.Answers) answers {
	return answers{writeAnswer(a.Connected), writeAnswer(a.ConnectedAccount), writeAnswer(a.Mode), writeAnswer(a.App)}
}

func writeAnswer[T any](a record.Answer[T]) *answer[T] {
	if !a.Given() {
		return nil
	}
	return &answer[T]{a.Value, a.At.UTC()}
}

func (a answers) read() record.Answers {
	return record.Answers{
		Connected:        readAnswer(a.Connected),
		ConnectedAccount: readAnswer(a.ConnectedAccount),
		Mode:             readAnswer(a.Mode),
		App:              readAnswer(a.App),
	}
}

func readAnswer[T any](a *answer[T]) record.Answer[T] {
	if a == nil {
		return record.Answer[T]{}
	}
	return record.AnswerOf(a.Value, a.At)
}

// errNewer says that a newer program wrote the document.
var errNewer = errors.New("a newer fpdoctor wrote it")

// parse reads a settings file. The error is errNewer, or says in a few words
// why the file is not one; it quotes nothing of the file.
func parse(data []byte) (document, error) {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return document{}, errors.New("it is not JSON of the right kind")
	}
	digits, ok := strings.CutPrefix(head.Schema, schemaName)
	version, err := strconv.Atoi(digits)
	switch {
	case !ok || err != nil || version < 1:
		return document{}, errors.New("it names no fpdoctor schema")
	case version > schemaVersion:
		return document{}, errNewer
	}
	var doc document
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&doc); err != nil {
		return document{}, errors.New("a value in it is of the wrong kind")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return document{}, errors.New("something follows its end")
	}
	return doc, doc.check()
}

func (d *document) check() error {
	seen := map[string]bool{}
	for i, e := range d.Profiles {
		folded := strings.ToLower(e.Name)
		switch {
		case CheckName(e.Name) != nil:
			return fmt.Errorf("its profile number %d has a name that is not allowed", i+1)
		case seen[folded]:
			return fmt.Errorf("its profile number %d has the name of another", i+1)
		case checkAccountID(e.AccountID) != nil:
			return fmt.Errorf("its profile number %d has an account id that is not allowed", i+1)
		}
		for _, k := range e.Keys {
			if !slices.Contains(keyKinds, k) {
				return fmt.Errorf("its profile number %d has a key of an unknown kind", i+1)
			}
		}
		if m := e.Answers.Mode; m != nil && m.Value != record.Live && m.Value != record.Test {
			return fmt.Errorf("its profile number %d has a mode that is neither live nor test", i+1)
		}
		seen[folded] = true
	}
	return nil
}

// bytes is the document as it is written.
func (d *document) bytes() ([]byte, error) {
	d.Schema = schemaName + strconv.Itoa(schemaVersion)
	if d.Profiles == nil {
		d.Profiles = []entry{}
	}
	data, err := json.MarshalIndent(d, "", "  ")
	return append(data, '\n'), err
}

// find returns a profile by its exact name.
func (d *document) find(name string) (entry, bool) {
	i := d.index(name)
	if i < 0 {
		return entry{}, false
	}
	return d.Profiles[i], true
}

func (d *document) index(name string) int {
	return slices.IndexFunc(d.Profiles, func(e entry) bool { return e.Name == name })
}

func (d *document) put(e entry) {
	if i := d.index(e.Name); i >= 0 {
		d.Profiles[i] = e
		return
	}
	d.Profiles = append(d.Profiles, e)
}

func (d *document) drop(name string) {
	d.Profiles = slices.DeleteFunc(d.Profiles, func(e entry) bool { return e.Name == name })
	if d.Default == name {
		d.Default = ""
	}
}

// defaultName is the profile used when none is named: the one chosen, else the
// one called default, else the only one. Empty where that leaves none.
func (d *document) defaultName() string {
	for _, name := range []string{d.Default, DefaultProfile} {
		if d.index(name) >= 0 {
			return name
		}
	}
	if len(d.Profiles) == 1 {
		return d.Profiles[0].Name
	}
	return ""
}

func (d *document) names() []string {
	names := make([]string, len(d.Profiles))
	for i, e := range d.Profiles {
		names[i] = e.Name
	}
	return names
}

func (e *entry) settings(isDefault bool) Settings {
	return Settings{e.Name, e.AccountID, e.Answers.read(), e.Mask, isDefault}
}

// profile is the entry without its keys.
func (e *entry) profile() Profile {
	return Profile{
		Name: e.Name, AccountID: e.AccountID, Answers: e.Answers.read(), Mask: e.Mask,
		Source: keyringSource(e.Name),
	}
}
