package sale

import "fpdoctor/tui/kit"

// saved says that a file was written, or why not; it keeps the name of what was.
func (u Desk) saved(what, path string, err error) {
	if err == nil {
		u.Saved, u.SavedWhat = path, what
	}
	u.Toast(kit.Saved(u.Pen, path, err))
}
