package sale

import (
	"errors"
	"io/fs"
	"os"
	"runtime"

	"fpdoctor/checks/display"
	"fpdoctor/tui/kit"
)

// saving asks for a file's name, and before a file is written over.
type saving struct {
	naming *kit.Field
	exists string // the file that is there already and may be overwritten
}

// ask asks for the name, and offers one.
func (s *saving) ask(name string) {
	s.naming = kit.NewField("file name", false)
	s.naming.Set(name)
}

// asks reports whether anything is asked.
func (s *saving) asks() bool { return s.naming != nil || s.exists != "" }

func (s *saving) offers() []kit.Offer {
	if s.naming != nil {
		return []kit.Offer{kit.CanCalled(kit.ActEnter, "save"), kit.CanCalled(kit.ActBack, "leave it")}
	}
	return []kit.Offer{
		kit.CanCalled(kit.ActYes, "overwrite"),
		kit.CanCalled(kit.ActNo, "keep the old one"),
		kit.CanCalled(kit.ActBack, "leave it"),
	}
}

// do takes an answer. The name is empty unless something is to be written by now.
func (s *saving) do(act kit.Action) (name string, over bool) {
	switch {
	case s.naming != nil:
		if act == kit.ActEnter {
			name = kit.PathIn(s.naming.Value())
		}
	case act == kit.ActYes:
		name, over = s.exists, true
	}
	s.naming, s.exists = nil, ""
	return name, over
}

func (s *saving) status(p *kit.Pen, width int) kit.Line {
	switch {
	case s.naming != nil:
		return kit.Ln(kit.Muted, "Save as ").Join(s.naming.Line(max(10, width-12), p))
	case s.exists != "":
		return kit.Ln(kit.Warn, "Overwrite it?").With(kit.Keycap, "  +").With(kit.Muted, " yes  ").With(kit.Keycap, "-").
			With(kit.Muted, " no").With(kit.Warn, "  There is already ").With(kit.Outside, p.Mask.Text(s.exists))
	}
	return nil
}

// saved says that a file was written, or why not; it keeps the name of what was.
func (u Desk) saved(what, path string, err error) {
	if err != nil {
		u.Toast(kit.Ln(kit.Fail, "Not saved: ").With(kit.Plain, reason(err)))
		return
	}
	u.Saved, u.SavedWhat = path, what
	u.Toast(kit.Ln(kit.Pass, "✓ ").With(kit.Plain, "Saved").With(kit.Muted, savedFor(runtime.GOOS)+": ").
		With(kit.Outside, u.SavedAs(u.Pen)))
}

// isFolder refuses a folder in place of a file.
func isFolder(name string) error {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return errFolder
	}
	return nil
}

var errFolder = errors.New("a folder")

// reason is an error of the file system in plain words.
func reason(err error) string {
	switch {
	case errors.Is(err, errFolder):
		return "that is a folder. Add a name for the file."
	case errors.Is(err, fs.ErrPermission):
		return "you may not write there. Choose another place."
	case errors.Is(err, fs.ErrNotExist):
		return "that folder does not exist. Choose another one."
	}
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	default:
		return display.Clean(err.Error()) + "."
	}
	return "the system says: " + display.Clean(err.Error()) + "."
}

// savedFor says who can read a file of mode 0600: on Windows that sets no access list.
func savedFor(goos string) string {
	if goos == "windows" {
		return ""
	}
	return ", readable only for you"
}
