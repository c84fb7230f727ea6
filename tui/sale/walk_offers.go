package sale

import "fpdoctor/tui/kit"

// walkOffers are what a walk has to offer, by what it is for.
type walkOffers struct{ *walkScreen }

// question are for the question that the item asks right now.
func (w walkOffers) question() []kit.Offer {
	var os []kit.Offer
	if w.asks(w.row) && typedQuestions(w.row) == nil {
		os = append(os, kit.Can(kit.ActYes), kit.Can(kit.ActNo))
	}
	if w.anew {
		keep := kit.CanCalled(kit.ActBack, "keep the answer")
		if !w.answered(w.row) {
			keep.Label = "leave it"
		}
		os = append(os, keep)
	}
	return os
}

// move are for moving about; wait says why there is nothing to look at yet.
func (w walkOffers) move(wait string) []kit.Offer {
	move := kit.CanMove("item")
	if w.inside {
		move.Label = "move"
	}
	os := append(kit.Quietly(kit.ActUp), move)
	if w.inside {
		os = append(os,
			w.enter(), kit.Offer{Act: kit.ActLeft, Label: "items", Quiet: true}, kit.CanCalled(kit.ActBack, "items"),
			kit.CanIf(w.Marked().Text != "", kit.ActCopy, "Nothing is marked that could be copied."),
			w.u.OfferReal(w.Marked()),
			kit.CanIf(w.Marked().URL != "", kit.ActOpen, "What is marked has no link."),
		)
		return append(os, kit.Quietly(kit.ActRight)...)
	}
	enter := kit.CanIf(w.diag != nil, kit.ActEnter, wait)
	enter.Label = "look closer"
	if w.asks(w.row) && typedQuestions(w.row) != nil {
		enter.Label = "type it"
	}
	return append(os,
		enter, kit.Offer{Act: kit.ActRight, Off: enter.Off, Quiet: true},
		kit.Offer{Act: kit.ActLeft, Off: "You are in the list of items already."},
	)
}

// list are for the list that the sale was chosen from.
func (w walkOffers) list() []kit.Offer {
	at, of := w.place()
	next := kit.CanIf(at < of, kit.ActNextSale, "This is the last sale of the list.")
	prev := kit.CanIf(at > 1, kit.ActPrevSale, "This is the first sale of the list.")
	if of == 0 {
		next.Off, prev.Off = "This sale was not chosen from a list.", "This sale was not chosen from a list."
	}
	next.Quiet, prev.Quiet = w.inside, true
	return append([]kit.Offer{next, prev}, kit.Quietly(kit.ActDone)...)
}

// answer are for an answer given before, or still to be given.
func (w walkOffers) answer() []kit.Offer { return append(w.itemAnswer(), w.apps()) }

// apps is for saying which app is FirstPromoter’s.
func (w walkOffers) apps() kit.Offer {
	o := kit.CanIf(w.mayPickApp(), kit.ActApps, "Stripe tells of no app that only you could recognise.")
	o.Quiet = !w.mayPickApp() || !w.asks(w.row)
	return o
}

func (w walkOffers) itemAnswer() []kit.Offer {
	switch {
	case !w.answerable(w.row):
		return []kit.Offer{{Act: kit.ActAnswer, Off: "This item asks you nothing."}}
	case w.answered(w.row):
		return []kit.Offer{kit.CanCalled(kit.ActAnswer, "change answer"), kit.Can(kit.ActForget)}
	}
	return []kit.Offer{{Act: kit.ActAnswer, Quiet: typedQuestions(w.row) == nil || w.asks(w.row)}}
}

// open are for what opens on top of the walk, and for asking again.
func (w walkOffers) open(wait string) []kit.Offer {
	have := w.diag != nil
	_, hasObject := w.firstObject()
	details := kit.CanIf(have && hasObject, kit.ActDetails, "This item speaks of no object.")
	if !have {
		details.Off = wait
	}
	details.Quiet = w.inside
	again := kit.Offer{Act: kit.ActRecheck, Quiet: w.inside || !have && w.run != nil}
	if !have {
		again.Label = "ask again"
	}
	watch := kit.CanIf(have && w.run == nil, kit.ActWatch, wait)
	watch.Quiet = w.inside || have && !w.diag.Watchable()
	all, other := kit.Offer{Act: kit.ActRecheckAll, Quiet: true}, kit.Offer{Act: kit.ActSale, Quiet: true}
	if w.ask.Past != nil {
		for _, o := range []*kit.Offer{&again, &watch, &all, &other} {
			o.Off, o.Quiet = NotAsked, true
		}
	}
	timeline := kit.CanIf(have, kit.ActTimeline, wait)
	timeline.Quiet = true
	os := []kit.Offer{
		details, again, kit.CanIf(have, kit.ActReport, wait), kit.CanIf(have, kit.ActChain, wait), watch, w.payments(),
	}
	os = append(os, kit.Quietly(
		kit.ActItem, kit.ActNext, kit.ActPrevious,
		kit.ActPageUp, kit.ActPageDown, kit.ActTop, kit.ActBottom, kit.ActNextTab,
	)...)
	summary := kit.CanIf(w.row != summaryRow, kit.ActSummary, "This is the summary.")
	summary.Quiet = true
	save := w.u.saveCase("")
	if !have {
		save = w.u.saveCase(wait)
	}
	return append(os, all, other, timeline, summary, save)
}

func (w walkOffers) payments() kit.Offer {
	many := w.diag != nil && len(w.walkScreen.payments()) > 1
	pay := kit.CanIf(many, kit.ActPayments, "No other payment of this buyer is known.")
	if !many && w.diag != nil && w.query.IsPayment() {
		pay.Off = "Only this payment was looked at. Type the buyer’s e-mail address to choose among all of theirs."
	}
	if w.ask.Past != nil {
		many, pay.Off = false, NotAsked
	}
	pay.Quiet = !many
	return pay
}

// enter names what Enter does with what is marked.
func (w walkOffers) enter() kit.Offer {
	s, ok := w.marked()
	switch {
	case !ok:
		return kit.Offer{Act: kit.ActEnter, Off: "There is nothing to choose here."}
	case s.Enter != nil:
		return kit.CanCalled(kit.ActEnter, "open it")
	case s.Mark.URL != "":
		return kit.CanCalled(kit.ActEnter, "open it")
	}
	return kit.CanCalled(kit.ActEnter, "copy it")
}
