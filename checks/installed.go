package checks

import (
	"strings"
	"time"

	"fpdoctor/checks/causes"
	"fpdoctor/checks/facts"
	"fpdoctor/checks/record"
)

// app is what Stripe tells of FirstPromoter's app in the mode of the sale; nothing
// where it tells nothing that counts, or the sale is in another mode or account. What
// would have kept a recorded sale away is only worth showing.
func (in connectedItem) app() Finding {
	if by := in.Settled(); by == facts.SaleInOtherMode || by == facts.SaleInOtherAccount {
		return Finding{}
	}
	if install, ok := in.Apps().Installed(); ok {
		return in.appListens(install)
	}
	if gone, ok := in.Apps().Uninstalled(); ok {
		return in.uninstalled(gone)
	}
	return in.notInstalled()
}

// appListens: the app is there. It may lack the approval, or have come after the sale.
func (in connectedItem) appListens(install record.AppInstall) Finding {
	recorded, later := in.Recording() != nil, in.laterThanSale(install.Created)
	before, connected := in.receivedBeforeSale()
	switch {
	case !install.Ready():
		return in.unless(recorded || later && connected, "app-needs-approval", install)
	case recorded || !later:
		return in.finding("app-installed", in.args(causes.Args{causes.ArgInstalledAt: when(install.Created)}), in.accountObject())
	case connected:
		a := causes.Args{
			causes.ArgTrace: record.IDPiece(before.ID), causes.ArgTraceAt: when(before.At), causes.ArgInstalledAt: when(install.Created),
		}
		return in.findingAs("app-installed", causes.InstalledAnew, in.args(a), in.accountObject())
	}
	a := causes.Args{causes.ArgInstalledAt: when(install.Created)}
	f := in.findingAs("connected-after-sale", causes.ByInstall, in.args(a), in.accountObject())
	f.Basis = Documented
	return f
}

// notInstalled: an install was begun and came to nothing, or is about to go.
func (in connectedItem) notInstalled() Finding {
	_, connected := in.receivedBeforeSale()
	for _, x := range in.Apps().Installs {
		switch {
		case x.Status == record.Uninstalling, x.Status == record.UninstallFailed:
			return in.unless(in.Recording() != nil, "app-needs-approval", x)
		case x.Status == record.InstallFailed && !in.receivedSince(x.Created):
			return in.unless(in.Recording() != nil || connected && in.laterThanSale(x.Created), "app-install-failed", x)
		}
	}
	return Finding{}
}

// appsToPick are the apps of which one may be FirstPromoter's, unless the person has said.
func (in connectedItem) appsToPick() causes.Args {
	var ids []string
	for _, a := range in.Apps().Unknown {
		ids = append(ids, a.App)
	}
	if len(ids) == 0 || in.ans.App.Given() {
		return nil
	}
	return causes.Args{causes.ArgApps: record.IDPiece(strings.Join(ids, ", "))}
}

// uninstalled: the app is gone. It kept the sale away if it was gone before, and
// nothing came by another way since.
func (in connectedItem) uninstalled(gone record.InstallChange) Finding {
	a := in.args(causes.Args{causes.ArgGoneAt: when(gone.At)})
	if in.Recording() != nil || in.simulated() || !in.saleTime().After(gone.At) || in.receivedSince(gone.At) {
		return in.note("app-uninstalled", a, in.accountObject())
	}
	return in.finding("app-uninstalled", a, in.accountObject())
}

// unless is a finding that is only worth showing where the sale was connected all the same.
func (in connectedItem) unless(harmless bool, cause string, i record.AppInstall) Finding {
	a := in.args(causes.Args{causes.ArgInstalledAt: when(i.Created)})
	if harmless {
		return in.note(cause, a, in.accountObject())
	}
	return in.finding(cause, a, in.accountObject())
}

// laterThanSale reports whether something came after the sale. Simulated times and
// those of no sale are no times to compare with.
func (in connectedItem) laterThanSale(at time.Time) bool {
	return in.Sale() != nil && !in.simulated() && !record.Unknown(at) && at.After(in.saleTime())
}

// receivedBeforeSale is the newest of what FirstPromoter received within the days before the
// sale: it was connected then, whenever its app came.
func (in connectedItem) receivedBeforeSale() (facts.Received, bool) {
	for _, r := range in.Received() {
		if !r.At.After(in.saleTime()) && !r.At.Before(in.saleTime().Add(-receivedBefore)) {
			return r, true
		}
	}
	return facts.Received{}, false
}

func (in connectedItem) receivedSince(at time.Time) bool {
	received := in.Received()
	return len(received) > 0 && received[0].At.After(at)
}

// installedHere reports whether FirstPromoter's app is on the key's account.
func (in input) installedHere() bool {
	_, ok := in.Apps().Installed()
	return ok
}
