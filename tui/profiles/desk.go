// Package profiles is the screens of the keys: those stored for one or several
// merchants, and the steps that ask for them.
package profiles

import (
	"context"

	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"

	tea "github.com/charmbracelet/bubbletea"

	"fpdoctor/tui/kit"
)

// Host is what the screens of the keys have of the program around them.
type Host interface {
	kit.Host
	// InUse are the keys that the run uses now.
	InUse() InUse
	// GoOn begins anew with other keys and what was answered for their merchant.
	GoOn(k Keys, a record.Answers, profile, source string) tea.Cmd
	// Removed tells that the profile in use is stored no more.
	Removed()
	// SameMerchant reports whether two sets of keys are known to be of one merchant.
	SameMerchant(a, b Keys) bool
	// LookAgain looks for stored keys once more; nil: there is no other way to look.
	LookAgain() func() tea.Cmd
	// TryDemo opens the demo in place of the keys; nil: there is none to open.
	TryDemo() func() tea.Cmd
}

// InUse are keys and where they are from.
type InUse struct {
	Keys    Keys
	Profile string // the stored profile they are of, or empty
	Source  string // in words
	Problem string // why stored keys could not be used, or empty
}

// Desk is what each screen of the keys works with.
type Desk struct {
	Host
	*kit.Pen
	Store     Store // nil: nothing outlives the run
	Services  KeyServices
	Elsewhere string // where the keys go, if not to the services themselves
}

// KeyServices are what the screens of the keys ask of the outside.
type KeyServices struct {
	// The shapes of keys, checked while they are typed: one sentence, or nil.
	CheckStripe        func(secret.Key) error
	CheckFirstPromoter func(secret.Key) error
	CheckAccountID     func(Keys) error
	// The tests of keys, by asking the services.
	TestStripe        func(ctx context.Context, k Keys) KeyTest
	TestFirstPromoter func(ctx context.Context, k Keys) KeyTest
	// NewKeyURL is the link that creates a restricted Stripe key with the
	// permissions filled in.
	NewKeyURL string
	// KeyRows are the rights a restricted Stripe key needs, to be listed beside the link.
	KeyRows []Permission
}

// KeyTest is what a service said to a key.
type KeyTest struct {
	OK          bool
	Account     string // the account's id
	Name        string
	Mode        record.Mode
	API         record.API
	Permissions []Permission
	Problem     string // one sentence, where it is not OK
	Refused     bool   // the problem is the key's, not that nobody answered
}

// Permission is one right of a Stripe key, by its name in the dashboard.
type Permission struct {
	Row     string
	Need    string // must, should, nice
	For     string // what is read with it, in a few words
	Granted bool
	Unknown bool // could not be told
}

// Kept is how keeping keys went.
type Kept struct {
	Source string // under which they are found from now on
	Note   string // a sentence for the person, or empty
}

// Profile is one merchant's stored keys, and what is remembered with them.
type Profile struct {
	Name    string
	Keys    Keys
	Answers record.Answers
	Mask    bool
	Default bool   // used when none is named
	Problem string // why the keys could not be had, or empty
}

// Keys are one set of keys for both services.
type Keys struct {
	Stripe        secret.Key
	FirstPromoter secret.Key
	AccountID     string // FirstPromoter's; empty: its API v1 is used
}

// Missing reports whether there are not enough keys to ask anything. Without
// FirstPromoter's the walk asks the person what FirstPromoter shows.
func (k Keys) Missing() bool { return k.Stripe.Empty() }

// Store keeps what outlives the run.
type Store interface {
	// Place names where keys are kept, in the person's words: "the macOS keychain".
	Place() string
	// Ready gives the names of the stored profiles, and says what keeps keys from
	// being kept and how to mend that.
	Ready(ctx context.Context) ([]string, error)
	// Keep stores keys under a profile's name, with what is remembered for them,
	// and uses that profile from now on.
	Keep(ctx context.Context, name string, k Keys, a record.Answers, mask bool) (Kept, error)
	// Stored are the profiles, in the order they were added.
	Stored(ctx context.Context) ([]Profile, error)
	// Remove removes a profile, and its keys from where they are kept. The note, if
	// any, is a sentence for the person.
	Remove(ctx context.Context, name string) (note string, err error)
	// MakeDefault chooses the profile that is used when none is named.
	MakeDefault(ctx context.Context, name string) error
	// Use says which stored profile the run uses from now on; empty: none.
	Use(name string)
	// Remember stores answers and the choice of masking.
	Remember(ctx context.Context, a record.Answers, mask bool) error
}
