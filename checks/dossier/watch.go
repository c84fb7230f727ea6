package dossier

import (
	"fmt"

	"fpdoctor/checks"
)

// WatchWords says in a sentence where a watched sale stands.
func WatchWords(w *checks.Watching) string {
	if w.Now == nil {
		return "Looking how it stands right now."
	}
	switch is := w.Now; {
	case is.Unread != nil && !is.State.Over():
		return "The last look could not tell."
	case is.State == checks.AwaitingPayment:
		return "No money has come in through Stripe yet."
	case is.State == checks.OnItsWay:
		return "Paid. FirstPromoter does not show it yet."
	case is.State == checks.Arrived:
		return arrivedWords(is.Turned, w.Already)
	case is.State == checks.NotThere:
		return "There is nothing to watch: what was asked about is not where these keys look."
	case is.State == checks.NoKey:
		return "Without a FirstPromoter key fpdoctor cannot see whether a sale arrives there."
	case is.Unread != nil:
		return "The time is over, and the last look could not tell how the sale stands."
	case is.State == checks.NotPaid && w.Within > 0:
		return fmt.Sprintf("No money came in through Stripe in %s.", w.Within)
	case is.State == checks.NotPaid:
		return "No money came in through Stripe in a quarter of an hour."
	case w.Within > 0:
		return fmt.Sprintf("The %s are over, and FirstPromoter still does not show the sale.", w.Within)
	}
	return "The two minutes are over, and FirstPromoter still does not show the sale."
}

// arrivedWords says what has come about, and whether it had before.
func arrivedWords(turned, already bool) string {
	switch {
	case turned && already:
		return "The lead had turned before this watch began."
	case turned:
		return "The lead has turned."
	case already:
		return "It had arrived before this watch began."
	}
	return "It has arrived."
}
