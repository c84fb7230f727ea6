package causes

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"fpdoctor/checks/display"
	"fpdoctor/checks/record"
)

// oddValues are values that somebody may have put where a remedy's command takes one.
var oddValues = []string{
	"anna@example.com", "it's 20%", `say "hi"`, `back\slash`, "$(touch PWNED)", "`touch PWNED`", "'; touch PWNED; '", "'\n touch PWNED\n'", "${IFS}", "!!", "-rf", "*",
	"\x1b]52;c;ZXZpbA==\x07", "\x00", "a\u200bb@example.com", "\u202egnp.exe", "раура1@example.com", "müller@example.com", "🧑‍👩‍👧", " both ends ", "two  blanks",
	"tab\there", "‹U+200B›", "{customer}", "e\u0301\u0351\u0352", "\u2028", "\ue000",
}

// TestCommandsSendTheVeryValue runs the commands of the remedies, as they are
// shown, in a shell whose curl only shows its arguments: what would be sent is
// the value itself, as one word, and nothing else happens.
func TestCommandsSendTheVeryValue(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Log("there is no shell here, so the commands are not run")
		return
	}
	dir := t.TempDir()
	for _, value := range oddValues {
		args := Args{ArgLead: record.IDPiece("123"), ArgPromotion: record.IDPiece("456"), ArgBuyer: record.EmailPiece(value), ArgCouponID: record.CouponPiece(value), ArgCustomer: record.IDPiece(value)}
		for name, field := range map[string]string{"lead-email": "email", "coupon-id": "coupon", "lead-uid-customer": "uid"} {
			command := display.Masker{}.Sentence(curl(remedies[name], args))
			run := exec.Command(sh, "-c", `curl() { printf '%s\0' "$@"; }`+"\n"+command)
			run.Dir = dir
			out, err := run.Output()
			words := strings.Split(string(out), "\x00")
			var sent map[string]string
			if err != nil || len(words) != 12 || json.Unmarshal([]byte(words[10]), &sent) != nil || len(sent) != 1 || sent[field] != value {
				t.Errorf("%q, %v: %d words, %q in %s", value, err, len(words), sent[field], command)
			}
		}
	}
	if out, err := exec.Command(sh, "-c", "ls -A "+dir).Output(); err != nil || len(out) > 0 {
		t.Errorf("a command left %q, %v", out, err)
	}
}

// TestNoCommandRatherThanAWrongOne: a value that cannot be shown whole, or a
// number that is none, gives no command.
func TestNoCommandRatherThanAWrongOne(t *testing.T) {
	for value, lead := range map[string]string{
		strings.Repeat("a", 400) + "@example.com": "123", strings.Repeat("\u200b", 60): "123", "\xff@example.com": "123",
		"anna@example.com": "1/../2", "ben@example.com": "1' ; touch PWNED '", "cleo@example.com": "",
	} {
		if c := curl(remedies["lead-email"], Args{ArgLead: record.IDPiece(lead), ArgBuyer: record.EmailPiece(value)}); c != nil {
			t.Errorf("%.20q of %q: %s", value, lead, c.Plain())
		}
	}
	if c := curl(remedies["enable-lead"], Args{ArgLead: record.IDPiece("1],\"x\":[2")}); c != nil {
		t.Errorf("%s", c.Plain())
	}
}
