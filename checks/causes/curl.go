package causes

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"fpdoctor/checks/record"
)

// curl writes a FirstPromoter v2 request for the person to run; fpdoctor itself
// only reads. The key stays a variable of the person's shell. Nothing is offered
// where a value could not be pasted as it is: one that is cut when shown, or a
// number that is none.
func curl(t template, args Args) record.Sentence {
	quoted := Args{}
	for _, name := range placeholders(t.path + t.body) {
		p := args[argNamed[name]]
		bare := !strings.Contains(t.body, `"{`+name+`}"`) // in the path, or a number in JSON
		if bare && !isNumber(p.Value) || !utf8.ValidString(p.Value) {
			return nil
		}
		if p.Value = inJSON(p.Value); len(p.Value) > longestPasted {
			return nil
		}
		quoted[argNamed[name]] = p
	}
	out := fill(nil, "curl -X "+t.method+" 'https://api.firstpromoter.com/api/v2/company"+t.path+
		`' -H "Authorization: Bearer $FIRSTPROMOTER_API_KEY" -H "Account-ID: $FIRSTPROMOTER_ACCOUNT_ID"`, quoted)
	if t.body == "" {
		return out
	}
	// Braces of JSON are no placeholders: the body is put together piecewise.
	out = append(out, record.WordsPiece(` -H 'Content-Type: application/json' -d '{`))
	out = fill(out, t.body, quoted)
	return append(out, record.WordsPiece(`}'`))
}

// longestPasted is what package display surely shows whole, in bytes.
const longestPasted = 300

// isNumber reports whether s is a FirstPromoter id as its API writes them.
func isNumber(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

// inJSON escapes a text for the inside of a JSON string that stands in single
// quotes of a shell. What comes out is plain ASCII that is shown as it is:
// quotes, doubled or outer blanks and whatever cannot be seen are numbers in it.
func inJSON(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		case r == ' ' && i > 0 && i < len(s)-1 && s[i-1] != ' ', r > ' ' && r < 0x7F && !strings.ContainsRune(`"\'`, r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
