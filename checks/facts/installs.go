package facts

import (
	"slices"
	"time"

	"fpdoctor/checks/record"
)

// Apps is what Stripe tells of the apps on the key's account in the sale's mode. A
// developer's key lists the installs on other accounts, too.
type Apps struct {
	// Installs are those of FirstPromoter's app, the oldest first.
	Installs []record.AppInstall
	// Unknown are the apps of which one may be FirstPromoter's, each once; none where
	// FirstPromoter's is known by itself.
	Unknown []record.AppInstall
	changes []record.InstallChange // of FirstPromoter's app
}

func findApps(f *Facts) Apps {
	own, mode, picked := f.ev.Stripe.Account, f.Mode(), f.answers.App.Value
	here := func(i *record.AppInstall) bool {
		return (own == nil || own.ID == "" || i.AccountID == own.ID) && (mode == "" || i.Mode == mode)
	}
	itsOwn := func(i *record.AppInstall) bool { return i.NamesFirstPromoter() || picked != "" && picked == i.App }
	var a Apps
	named := false
	for _, i := range f.ev.Stripe.Installs {
		if !here(&i) {
			continue
		}
		named = named || i.NamesFirstPromoter()
		if itsOwn(&i) {
			a.Installs = append(a.Installs, i)
		}
		if !slices.ContainsFunc(a.Unknown, func(x record.AppInstall) bool { return x.App == i.App }) {
			a.Unknown = append(a.Unknown, i)
		}
	}
	if named {
		a.Unknown = nil
	}
	slices.SortStableFunc(a.Installs, func(a, b record.AppInstall) int { return a.Created.Compare(b.Created) })
	for _, c := range f.ev.Stripe.InstallChanges {
		if itsOwn(&c.Install) && here(&c.Install) {
			a.changes = append(a.changes, c)
		}
	}
	return a
}

// Installed is the install by which FirstPromoter may listen, a failed one and one
// about to go excepted: one that can work before one that waits for approval, the
// older before the newer. ok is false where there is none.
func (a Apps) Installed() (i record.AppInstall, ok bool) {
	for _, x := range a.Installs {
		if x.Stands() && (!ok || x.Ready() && !i.Ready()) {
			i, ok = x, true
		}
	}
	return i, ok
}

// Uninstalled is the newest event that says that FirstPromoter's app was taken off
// the account, where no install stands since. ok is false where there is none.
func (a Apps) Uninstalled() (gone record.InstallChange, ok bool) {
	var at, back time.Time
	for _, c := range a.changes {
		switch {
		case c.Kind == record.InstallGone && (!ok || c.At.After(at)):
			gone, at, ok = c, c.At, true
		case c.Kind == record.InstallMade && c.At.After(back):
			back = c.At
		}
	}
	_, stands := a.Installed()
	return gone, ok && !stands && !back.After(at)
}
