package creds

import (
	"bufio"
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
)

// keePassXCSession is KeePassXC with a database open, on a display of its own.
type keePassXCSession struct {
	*session
	display string
	asks    string // the title of its question
}

// keePassXCTurn lets one test at a time have a KeePassXC: it must draw its windows in time.
var keePassXCTurn sync.Mutex

// startKeePassXC starts KeePassXC at its default settings but for the one that
// makes it a keyring at all, with a database that shows its entries to other
// programs, or none.
func startKeePassXC(t *testing.T, shown bool) *keePassXCSession {
	t.Helper()
	return startKeePassXCWith(t, shown, "True")
}

// startKeePassXCWith also says whether deleted entries go to the Recycle Bin.
func startKeePassXCWith(t *testing.T, shown bool, recycleBin string) *keePassXCSession {
	t.Helper()
	keePassXCTurn.Lock()
	t.Cleanup(keePassXCTurn.Unlock)
	needTools(t, "dbus-daemon", "keepassxc", "keepassxc-cli", "Xvfb", "xdotool")
	s := &keePassXCSession{session: startBus(t), asks: "Access Request"}
	settings := "[General]\nConfigVersion=2\nUpdateCheckMessageShown=true\n[FdoSecrets]\nEnabled=true\n"
	folder := filepath.Join(s.dir, "config", "keepassxc")
	group := uuid.New()
	exposed := ""
	if shown {
		exposed = "<CustomData><Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>{" + group.String() + "}</Value></Item></CustomData>"
	}
	database := "<KeePassFile><Meta><Generator>KeePassXC</Generator><DatabaseName>test</DatabaseName><RecycleBinEnabled>" + recycleBin + "</RecycleBinEnabled>" +
		exposed + "</Meta><Root><Group><UUID>" + base64.StdEncoding.EncodeToString(group[:]) + "</UUID><Name>Root</Name></Group></Root></KeePassFile>"
	plain, sealed := filepath.Join(s.dir, "test.xml"), filepath.Join(s.dir, "test.kdbx")
	err := errors.Join(os.Mkdir(folder, 0o700),
		os.WriteFile(filepath.Join(folder, "keepassxc.ini"), []byte(settings), 0o600),
		os.WriteFile(plain, []byte(database), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	create := exec.CommandContext(t.Context(), "keepassxc-cli", "import", "-p", "-t", "100", plain, sealed)
	create.Env, create.Stdin = append(slices.Clip(s.env), "QT_QPA_PLATFORM=offscreen"), strings.NewReader("testpw\ntestpw\n")
	if out, err := create.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s.display = s.startDisplay(t)
	// In the usual folder a KeePassXC of this user's would be told to open the database instead.
	desktop := &session{dir: s.dir, env: append(slices.Clip(s.env), "DISPLAY="+s.display, "TMPDIR="+s.dir)}
	owned := s.awaitOwner(t)
	desktop.start(t, strings.NewReader("testpw\n"), "keepassxc", "--pw-stdin", sealed)
	owned()
	s.collections(t) // answered once it is up
	for deadline := time.Now().Add(patience); shown; {
		open := false
		for _, locked := range s.collections(t) {
			open = open || !locked
		}
		if open {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the database does not open")
		}
		time.Sleep(20 * time.Millisecond) // between two looks at another process
	}
	return s
}

// startDisplay starts an X server of the test's own.
func (s *session) startDisplay(t *testing.T) string {
	t.Helper()
	readEnd, writeEnd, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	server := &session{dir: s.dir, env: s.env, files: []*os.File{writeEnd}}
	server.start(t, nil, "Xvfb", "-displayfd", "3", "-screen", "0", "1024x768x24", "-nolisten", "tcp")
	_ = writeEnd.Close()
	defer func() { _ = readEnd.Close() }()
	number, err := bufio.NewReader(readEnd).ReadString('\n')
	if err != nil {
		t.Fatal("no display: ", err)
	}
	return ":" + strings.TrimSpace(number)
}

// questions are KeePassXC's windows that ask something.
func (s *keePassXCSession) questions(t *testing.T) []string {
	return strings.Fields(s.xdotool(t, "search", "--onlyvisible", "--name", s.asks))
}

func (s *keePassXCSession) xdotool(t *testing.T, args ...string) string {
	cmd := exec.CommandContext(t.Context(), "xdotool", args...)
	cmd.Env = append(slices.Clip(s.env), "DISPLAY="+s.display)
	out, _ := cmd.Output() // fails where it finds no such window
	return string(out)
}

// look looks at how many questions are open, again and again for as long as told to.
func (s *keePassXCSession) look(t *testing.T, again func(open int) bool) {
	for deadline := time.Now().Add(patience); t.Context().Err() == nil && again(len(s.questions(t))); {
		if time.Now().After(deadline) {
			t.Error("the question could not be answered")
			return
		}
		time.Sleep(20 * time.Millisecond) // between two looks at another process
	}
}

// press answers every question that is open.
func (s *keePassXCSession) press(t *testing.T, key string) {
	s.look(t, func(open int) bool {
		for _, window := range s.questions(t) {
			s.xdotool(t, "windowfocus", window, "key", "--window", window, key)
		}
		return open > 0
	})
}

// answer presses a key in KeePassXC's question as soon as it is there: Return
// allows, Escape denies. The channel gives how many questions stood side by side.
func (s *keePassXCSession) answer(t *testing.T, key string) <-chan int {
	t.Helper()
	s.look(t, func(open int) bool { return open > 0 }) // the question before is still closing
	most := make(chan int, 1)
	go func() {
		n := 0
		s.look(t, func(open int) bool {
			n = open
			return open == 0
		})
		s.press(t, key)
		most <- n
	}()
	return most
}

// One KeePassXC serves two of these in turn, as its start takes longest.

func TestRealKeePassXCAnswered(t *testing.T) {
	t.Parallel()
	s := startKeePassXC(t, true)
	keePassXCAsksOnce(t, s)
	keePassXCDenied(t, s)
}

func TestRealKeePassXCUnanswered(t *testing.T) {
	t.Parallel()
	s := startKeePassXC(t, true)
	s.fpdoctor(t).ok(saveA("default"))
	keePassXCUnanswered(t, s)
	keePassXCLocked(t, s)
}

// Every step is a new process, which KeePassXC asks about anew: once, for all
// that the process wants to read.
func keePassXCAsksOnce(t *testing.T, s *keePassXCSession) {
	quiet := func(o order) outcome {
		t.Helper()
		o.Patient = true
		r := s.fpdoctor(t).ok(o)
		if len(r.Questions) > 0 {
			t.Errorf("%s asked %q", o.Do, r.Questions)
		}
		return r
	}
	asked := func(o order) outcome {
		t.Helper()
		o.Patient = true
		open := s.answer(t, "Return")
		r := s.fpdoctor(t).ok(o)
		if n := <-open; n != 1 {
			t.Errorf("%s: %d questions side by side", o.Do, n)
		}
		// One that is answered at once need not be told of.
		if len(r.Questions) > 0 && !strings.HasPrefix(r.Questions[0], "KeePassXC asks whether fpdoctor may read the keys.") {
			t.Errorf("%s: told %q", o.Do, r.Questions)
		}
		return r
	}
	quiet(order{Do: "ready"})
	quiet(saveA("default"))
	quiet(saveB("client-b"))
	if r := asked(order{Do: "load"}); r.Stripe != stripeA || r.FirstPromoter != promoA {
		t.Error("the default profile has other keys")
	}
	if r := asked(order{Do: "list"}); !slices.Equal(r.Names, []string{"default", "client-b"}) {
		t.Errorf("list %v", r.Names)
	}
	asked(saveB("default"))
	if r := asked(order{Do: "load"}); r.Stripe != stripeB || r.FirstPromoter != promoB {
		t.Error("after new keys, others are used")
	}
	if r := quiet(order{Do: "remove", Name: "default"}); !strings.Contains(r.Note, "Recycle Bin") {
		t.Errorf("told %q", r.Note)
	}
	if r := s.fpdoctor(t).do(order{Do: "load", Name: "default"}); r.Type != "UnknownProfileError" {
		t.Errorf("%s: %s", r.Type, r.Error)
	}
	if r := asked(order{Do: "load", Name: "client-b"}); r.Stripe != stripeB {
		t.Error("removing one profile touched another")
	}
}

func keePassXCDenied(t *testing.T, s *keePassXCSession) {
	s.fpdoctor(t).ok(saveA("default"))
	open := s.answer(t, "Escape")
	f := s.fpdoctor(t)
	if r := f.fails(order{Do: "load", Patient: true}, Dismissed); !strings.Contains(r.Error, "KeePassXC was told not to") {
		t.Error(r.Error)
	}
	<-open
}

// Without the Recycle Bin KeePassXC asks before it deletes, and a no there comes as
// success to whoever deletes.
func TestRealKeePassXCKeepsWhatItShouldDelete(t *testing.T) {
	t.Parallel()
	s := startKeePassXCWith(t, true, "False")
	s.fpdoctor(t).ok(saveA("default"))
	s.asks = "Delete entry"
	var ended atomic.Bool
	answered := make(chan struct{})
	go func() { // one question after the other, for each of the two keys
		defer close(answered)
		s.look(t, func(open int) bool {
			if open > 0 {
				s.press(t, "Escape")
			}
			return !ended.Load()
		})
	}()
	r := s.fpdoctor(t).do(order{Do: "remove", Name: "default", Patient: true})
	ended.Store(true)
	<-answered
	if r.OK || r.Type != "RemainsError" || !strings.Contains(r.Error, "is still there: KeePassXC was asked to delete it and did not") {
		t.Errorf("%s: %s", r.Type, r.Error)
	}
	s.asks = "Access Request"
	open := s.answer(t, "Return")
	if r := s.fpdoctor(t).ok(order{Do: "load", Patient: true}); r.Stripe != stripeA {
		t.Error("other keys than those stored")
	}
	<-open
}

// Where nobody would hear of the question, and where the person gives up, the
// call ends at once.
func keePassXCUnanswered(t *testing.T, s *keePassXCSession) {
	if r := s.fpdoctor(t).fails(order{Do: "load"}, Asking); !strings.Contains(r.Error, "KeePassXC") {
		t.Error(r.Error)
	}
	f := s.fpdoctor(t)
	f.asked(order{Do: "load"})
	s.look(t, func(open int) bool { return open < 2 }) // beside the one that nobody answered
	if r := f.stop(); r.OK || r.Error != "context canceled" || len(r.Questions) != 2 {
		t.Errorf("%+v", r)
	}
	// The window stays, so what is answered there later counts, and no other opens beside it.
	before := len(s.questions(t))
	f.asked(order{Do: "load"})
	if r := f.stop(); r.OK || len(r.Questions) != 2 {
		t.Errorf("%+v", r)
	}
	if n := len(s.questions(t)); n != before {
		t.Errorf("%d questions, %d before", n, before)
	}
	s.press(t, "Return")
	if r := f.ok(order{Do: "load", Patient: true}); r.Stripe != stripeA {
		t.Error("other keys than those stored")
	}
}

func keePassXCLocked(t *testing.T, s *keePassXCSession) {
	f := s.fpdoctor(t)
	if err := s.bus.Object("org.keepassxc.KeePassXC.MainWindow", "/keepassxc").Call("org.keepassxc.KeePassXC.MainWindow.lockAllDatabases", 0).Err; err != nil {
		t.Fatal(err)
	}
	if r := f.fails(order{Do: "load", Patient: true}, Locked); !strings.Contains(r.Error, "KeePassXC") || len(r.Questions) > 0 {
		t.Errorf("%q, %s", r.Questions, r.Error)
	}
}

func TestRealKeePassXCShowsNothing(t *testing.T) {
	t.Parallel()
	s := startKeePassXC(t, false)
	f := s.fpdoctor(t)
	r := f.do(order{Do: "ready"})
	for deadline := time.Now().Add(patience); r.Problem == Locked && time.Now().Before(deadline); { // the database is still opening
		time.Sleep(20 * time.Millisecond)
		r = f.do(order{Do: "ready"})
	}
	if r = f.fails(saveA("default"), NotCreated); !strings.Contains(r.Error, "Secret Service Integration") {
		t.Error(r.Error)
	}
}
