package tui

import (
	"context"

	"fpdoctor/checks/record"
	"fpdoctor/creds/secret"

	"fpdoctor/tui/kit"
	tea "github.com/charmbracelet/bubbletea"
)

// keysHost is what the screens of the keys have of the program around them.
type keysHost interface {
	kit.Host
	// inUse are the keys that the run uses now.
	inUse() inUse
	// goOn begins anew with other keys and what was answered for their merchant.
	goOn(k Keys, a record.Answers, profile, source string) tea.Cmd
	// removed tells that the profile in use is stored no more.
	removed()
	// sameMerchant reports whether two sets of keys are known to be of one merchant.
	sameMerchant(a, b Keys) bool
	// lookAgain looks for stored keys once more; nil: there is no other way to look.
	lookAgain() func() tea.Cmd
}

// inUse are keys and where they are from.
type inUse struct {
	keys    Keys
	profile string // the stored profile they are of, or empty
	source  string // in words
	problem string // why stored keys could not be used, or empty
}

// keysDesk is what each screen of the keys works with.
type keysDesk struct {
	keysHost
	*kit.Pen
	store     Store // nil: nothing outlives the run
	services  KeyServices
	elsewhere string // where the keys go, if not to the services themselves
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
