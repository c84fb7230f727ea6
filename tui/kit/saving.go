package kit

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"fpdoctor/checks/display"
)

// Saving asks for a file's name, and before a file is written over.
type Saving struct {
	Naming *Field
	Exists string // the file that is there already and may be overwritten
}

// Ask asks for the name, and offers one.
func (s *Saving) Ask(name string) {
	s.Naming = NewField("file name", false)
	s.Naming.Set(name)
}

// Asks reports whether anything is asked.
func (s *Saving) Asks() bool { return s.Naming != nil || s.Exists != "" }

// Offers are the answers.
func (s *Saving) Offers() []Offer {
	if s.Naming != nil {
		return []Offer{CanCalled(ActEnter, "save"), CanCalled(ActBack, "leave it")}
	}
	return []Offer{CanCalled(ActYes, "overwrite"), CanCalled(ActNo, "keep the old one"), CanCalled(ActBack, "leave it")}
}

// Do takes an answer. The name is empty unless something is to be written by now.
func (s *Saving) Do(act Action) (name string, over bool) {
	switch {
	case s.Naming != nil:
		if act == ActEnter {
			name = PathIn(s.Naming.Value())
		}
	case act == ActYes:
		name, over = s.Exists, true
	}
	s.Naming, s.Exists = nil, ""
	return name, over
}

// Status is the question above the footer of a screen so wide; nil: nothing is asked.
func (s *Saving) Status(p *Pen, width int) Line {
	switch {
	case s.Naming != nil:
		return Ln(Muted, "Save as ").Join(s.Naming.Line(max(10, width-12), p))
	case s.Exists != "":
		return Ln(Warn, "Overwrite it?").With(Keycap, "  +").With(Muted, " yes  ").With(Keycap, "-").
			With(Muted, " no").With(Warn, "  There is already ").With(Outside, p.Mask.Text(s.Exists))
	}
	return nil
}

// Saved says that a file was written, or why not.
func Saved(p *Pen, path string, err error) Line {
	if err != nil {
		return Ln(Fail, "Not saved: ").With(Plain, fileProblem(err))
	}
	return Ln(Pass, "✓ ").With(Plain, "Saved").With(Muted, savedFor(runtime.GOOS)+": ").With(Outside, p.Path(path))
}

// WriteFile writes beside the place and renames, so that a file is never half written,
// only its owner can read it, and it never keeps the wider rights of the one it
// replaces. The error is fs.ErrExist where there is one and it is not to be overwritten.
func WriteFile(name string, over bool, write func(io.Writer) error) (err error) {
	if err := IsFolder(name); err != nil {
		return err
	}
	if _, err := os.Stat(name); err == nil && !over {
		return fs.ErrExist
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".fpdoctor-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	b := bufio.NewWriterSize(f, 1<<16)
	err = write(b)
	if err = errors.Join(err, b.Flush(), f.Chmod(0o600), f.Close()); err != nil {
		return err
	}
	if !over { // the name is taken first, lest a file be lost that came meanwhile
		taken, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		_ = taken.Close() // nothing was written to it
	}
	return os.Rename(f.Name(), name)
}

// Path is where a file is: the whole way there, but as it was typed while masked,
// since the folders above may name the person at the screen.
func (p *Pen) Path(name string) string {
	if p.Mask.On {
		return p.Mask.Text(name)
	}
	if whole, err := filepath.Abs(name); err == nil {
		return display.Clean(whole)
	}
	return display.Clean(name)
}

// IsFolder refuses a folder in place of a file.
func IsFolder(name string) error {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return errFolder
	}
	return nil
}

var errFolder = errors.New("a folder")

// fileProblem is an error of the file system in plain words.
func fileProblem(err error) string {
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
