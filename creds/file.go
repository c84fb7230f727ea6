package creds

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"
)

const (
	fileName = "profiles.json"
	lockName = "profiles.lock"
	// maxFile bounds what is read: thousands of profiles fit into far less.
	maxFile = 4 << 20
	// lockPause is between two tries for a lock that another process holds; no
	// system offers a wait for it that can also be given up.
	lockPause = 10 * time.Millisecond
)

// FileFault is what is wrong with the settings file.
type FileFault string

// The faults told apart.
const (
	Corrupt    FileFault = "corrupt"
	Newer      FileFault = "newer"
	Unreadable FileFault = "unreadable"
	Unwritable FileFault = "unwritable"
	Busy       FileFault = "busy"
	NoFolder   FileFault = "no folder" // the system names none for settings
)

// FileError says what is wrong with the settings file.
type FileError struct {
	Fault FileFault
	Path  string
	why   string
}

// Error says what is wrong and what to do.
func (e *FileError) Error() string {
	file := strings.TrimSpace("The settings file " + e.Path)
	switch e.Fault {
	case Corrupt:
		return fmt.Sprintf("%s cannot be used: %s. It is left as it is; put back a sound copy, or store the keys again "+
			"with `fpdoctor keys add`, which keeps the old file beside the new one.", file, e.why)
	case Newer:
		return fmt.Sprintf("%s cannot be used: %s. It is left as it is; update fpdoctor, "+
			"or set STRIPE_API_KEY and FIRSTPROMOTER_API_KEY for this run.", file, e.why)
	case Busy:
		return "Another fpdoctor is changing the stored profiles at this moment; try again."
	case NoFolder:
		return e.why + ". Set it to a folder of your own, or set STRIPE_API_KEY and FIRSTPROMOTER_API_KEY for this run."
	case Unwritable:
		return fmt.Sprintf("%s cannot be written: %s. Fix that and try again.", file, e.why)
	}
	return fmt.Sprintf("%s cannot be read: %s. Fix that and try again.", file, e.why)
}

// file is the settings file in its folder. Several processes may use the same one at once.
type file struct {
	dir    string
	broken error // why the folder is not known
}

func diskFile(dir string) *file {
	if dir != "" {
		return &file{dir: dir}
	}
	base, err := os.UserConfigDir()
	if err != nil {
		return &file{broken: err}
	}
	return &file{dir: filepath.Join(base, "fpdoctor")}
}

func (f *file) path() string {
	if f.broken != nil {
		return ""
	}
	return filepath.Join(f.dir, fileName)
}

// read returns the document, an empty one where there is no file. The error is
// a *FileError.
func (f *file) read() (document, error) {
	data, err := f.bytes()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return document{}, nil
	case err != nil:
		return document{}, f.fault(Unreadable, err)
	case len(data) > maxFile:
		return document{}, &FileError{Corrupt, f.path(), "it is far too big"}
	}
	doc, err := parse(data)
	switch {
	case errors.Is(err, errNewer):
		return document{}, &FileError{Newer, f.path(), err.Error()}
	case err != nil:
		return document{}, &FileError{Corrupt, f.path(), err.Error()}
	}
	return doc, nil
}

// bytes is the whole file, or a little more than maxFile of it.
func (f *file) bytes() ([]byte, error) {
	if f.broken != nil {
		return nil, f.broken
	}
	r, err := openOrdinary(f.path(), os.O_RDONLY)
	for try := 1; err != nil && !errors.Is(err, fs.ErrNotExist) && runtime.GOOS == "windows" && try < windowsTries; try++ {
		time.Sleep(lockPause) // another process is replacing it, which nothing can be waited for
		r, err = openOrdinary(f.path(), os.O_RDONLY)
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(io.LimitReader(r, maxFile+1))
}

// openOrdinary opens a file, and nothing else: a named pipe or a device might
// never answer.
func openOrdinary(path string, flags int) (*os.File, error) {
	opened, err := os.OpenFile(path, flags|unblocked, 0o600)
	if err != nil {
		return nil, err
	}
	if info, err := opened.Stat(); err != nil || !info.Mode().IsRegular() {
		_ = opened.Close()
		return nil, &fs.PathError{Op: "open", Path: path, Err: errNotOrdinary}
	}
	return opened, nil
}

var (
	errNotOrdinary = errors.New("it is no ordinary file")
	errDangling    = errors.New("it is a link to something that is not there")
)

// write replaces the document as a whole: a reader, or a crash, sees the old
// one or the new one. Only under the exclusive lock.
func (f *file) write(doc document) error {
	data, err := doc.bytes()
	if err != nil {
		return f.fault(Unwritable, err)
	}
	if err := replaceFile(f.path(), data); err != nil {
		return f.fault(Unwritable, err)
	}
	return nil
}

// leftFor is how old a leftover of a save must be to be taken for one. A save that
// is under way on a file system without locks is far younger.
const leftFor = time.Hour

// clearLeftovers removes what saves have left that were broken off before they
// had replaced the file.
func clearLeftovers(dir string) {
	left, err := filepath.Glob(filepath.Join(dir, "."+fileName+".*"))
	if err != nil {
		return // a folder whose name reads as a pattern
	}
	for _, path := range left {
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && time.Since(info.ModTime()) > leftFor {
			_ = os.Remove(path)
		}
	}
}

func (f *file) fault(fault FileFault, err error) *FileError {
	why := err.Error()
	var at *fs.PathError
	if f.broken != nil {
		return &FileError{NoFolder, "", "There is no place for settings, as " + noFolder(runtime.GOOS)}
	}
	if errors.As(err, &at) {
		why = at.Err.Error() // the path is told anyway
	}
	return &FileError{fault, f.path(), why}
}

// noFolder says why os.UserConfigDir knows no folder.
func noFolder(goos string) string {
	if goos == "windows" {
		return "AppData is not set"
	}
	return "HOME is not set"
}

// replaceFile writes beside the file and renames over it, mode 0600.
func replaceFile(path string, data []byte) error {
	// A settings file that is a link, as with kept dotfiles, stays one.
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	} else if _, err := os.Lstat(path); err == nil {
		return errDangling
	}
	dir := filepath.Dir(path)
	clearLeftovers(dir)
	tmp, err := os.CreateTemp(dir, "."+fileName+".*") // made with mode 0600
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = renameOver(tmp.Name(), path)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return err
	}
	syncFolder(dir)
	return nil
}

// windowsTries is how often a file is tried that another process has just open.
const windowsTries = 50

// renameOver tries again for a moment where Windows refuses to replace a file
// that another process has just open.
func renameOver(from, to string) error {
	for try := 1; ; try++ {
		err := os.Rename(from, to)
		if err == nil || runtime.GOOS != "windows" || try == windowsTries {
			return err
		}
		time.Sleep(lockPause)
	}
}

// syncFolder makes a rename last through a power cut, where the system can.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// setAside renames a corrupt file to a free name and returns that.
func (f *file) setAside(now time.Time) (string, error) {
	base := f.path() + ".broken-" + now.UTC().Format("20060102-150405")
	to := base
	for n := 2; ; n++ {
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			break
		}
		to = fmt.Sprintf("%s-%d", base, n)
	}
	if err := renameOver(f.path(), to); err != nil {
		return "", f.fault(Unwritable, err)
	}
	return to, nil
}

// lockToWrite takes the file for this writer alone, making its folder.
func (f *file) lockToWrite(ctx context.Context) (unlock func(), err error) {
	if f.broken != nil {
		return nil, f.fault(Unwritable, f.broken)
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return nil, f.fault(Unwritable, err)
	}
	// A folder that was there before may be open to others; nothing in it is
	// secret, so a refusal does not matter.
	_ = os.Chmod(f.dir, 0o700)
	l, err := openOrdinary(filepath.Join(f.dir, lockName), os.O_RDWR|os.O_CREATE)
	if errors.Is(err, errNotOrdinary) {
		return nil, &FileError{Unwritable, f.path(), "its lock " + lockName + ", beside it, is no ordinary file; remove that"}
	}
	if err != nil {
		return nil, f.fault(Unwritable, err)
	}
	return f.wait(ctx, l, false)
}

// lockToRead keeps writers away for as long as several things are read. Where
// there is no lock to be had, nobody can write either.
func (f *file) lockToRead(ctx context.Context) (unlock func(), err error) {
	if f.broken != nil {
		return func() {}, nil
	}
	l, err := openOrdinary(filepath.Join(f.dir, lockName), os.O_RDONLY)
	if err != nil {
		return func() {}, nil
	}
	return f.wait(ctx, l, true)
}

// wait tries for the lock until ctx ends. A file system without locks gets
// none: the file stays whole there, as it is replaced at once.
func (f *file) wait(ctx context.Context, l *os.File, shared bool) (func(), error) {
	// Closing gives the lock back, as the end of the process does.
	unlock := func() { _ = l.Close() }
	tick := time.NewTicker(lockPause)
	defer tick.Stop()
	for {
		if got, err := tryLock(l, shared); got || err != nil {
			return unlock, nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			unlock()
			return nil, f.givenUp(ctx)
		}
	}
}

// lease is a lock with several holders; the last one gives it back.
type lease struct {
	holders atomic.Int32
	unlock  func()
}

func newLease(unlock func()) *lease {
	l := &lease{unlock: unlock}
	l.hold()
	return l
}

func (l *lease) hold() { l.holders.Add(1) }

func (l *lease) release() {
	if l.holders.Add(-1) == 0 {
		l.unlock()
	}
}

func (f *file) givenUp(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	return &FileError{Busy, f.path(), ""}
}
