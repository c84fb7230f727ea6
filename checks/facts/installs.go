package facts

import (
	"slices"
	"time"

	"fpdoctor/checks/record"
)

// Installs are those of FirstPromoter's app on the key's account in the sale's mode,
// the oldest first. A developer's key lists the installs on other accounts, too.
func (f *Facts) Installs() []record.AppInstall {
	var out []record.AppInstall
	for _, i := range f.ev.Stripe.Installs {
		if f.appOfFirstPromoter(&i) && f.installedHere(&i) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b record.AppInstall) int { return a.Created.Compare(b.Created) })
	return out
}

// Installed is the install by which FirstPromoter may listen, a failed one and one
// about to go excepted: one that can work before one that waits for approval, the
// older before the newer. ok is false where there is none.
func (f *Facts) Installed() (i record.AppInstall, ok bool) {
	for _, x := range f.Installs() {
		if x.Stands() && (!ok || x.Ready() && !i.Ready()) {
			i, ok = x, true
		}
	}
	return i, ok
}

// Uninstalled is the newest event that says that FirstPromoter's app was taken off
// the account, where no install stands since. ok is false where there is none.
func (f *Facts) Uninstalled() (gone record.InstallChange, ok bool) {
	var at, back time.Time
	for _, c := range f.ev.Stripe.InstallChanges {
		switch {
		case !f.appOfFirstPromoter(&c.Install) || !f.installedHere(&c.Install):
		case c.Kind == record.InstallGone && (!ok || c.At.After(at)):
			gone, at, ok = c, c.At, true
		case c.Kind == record.InstallMade && c.At.After(back):
			back = c.At
		}
	}
	_, stands := f.Installed()
	return gone, ok && !stands && !back.After(at)
}

// UnknownApps are the apps on the key's account of which one may be FirstPromoter's,
// each once; none where FirstPromoter's is known by itself.
func (f *Facts) UnknownApps() []record.AppInstall {
	var out []record.AppInstall
	for _, i := range f.ev.Stripe.Installs {
		if !f.installedHere(&i) {
			continue
		}
		if i.NamesFirstPromoter() {
			return nil
		}
		if !slices.ContainsFunc(out, func(x record.AppInstall) bool { return x.App == i.App }) {
			out = append(out, i)
		}
	}
	return out
}

func (f *Facts) appOfFirstPromoter(i *record.AppInstall) bool {
	picked := f.answers.App.Value
	return i.NamesFirstPromoter() || picked != "" && picked == i.App
}

func (f *Facts) installedHere(i *record.AppInstall) bool {
	if own := f.ev.Stripe.Account; own != nil && own.ID != "" && i.AccountID != own.ID {
		return false
	}
	return f.Mode() == "" || i.Mode == f.Mode()
}
