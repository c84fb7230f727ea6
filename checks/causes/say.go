package causes

import (
	"strings"

	"fpdoctor/checks/record"
)

// Args are the values of placeholders. An empty value is none.
type Args map[Arg]record.Piece

// Has reports whether there is a value.
func (a Args) Has(name Arg) bool { return a[name].Value != "" }

// say fills the {name} placeholders of a template. What stands in brackets is an
// optional group: it is left out as a whole where one of its values is missing.
// Outside of a group a missing value leaves nothing behind; a test of every
// scenario looks for that.
func say(template string, args Args) record.Sentence {
	var out record.Sentence
	for template != "" {
		start := strings.IndexByte(template, '[')
		if start < 0 {
			return fill(out, template, args)
		}
		group, rest, _ := strings.Cut(template[start+1:], "]")
		out = fill(out, template[:start], args)
		if complete(group, args) {
			out = fill(out, group, args)
		}
		template = rest
	}
	return out
}

func fill(out record.Sentence, template string, args Args) record.Sentence {
	for template != "" {
		words, rest, found := strings.Cut(template, "{")
		if words != "" {
			if n := len(out) - 1; n >= 0 && out[n].Kind == record.Words {
				out[n].Value += words
			} else {
				out = append(out, record.WordsPiece(words))
			}
		}
		if !found {
			return out
		}
		var name string
		name, template, _ = strings.Cut(rest, "}")
		if p := args[argNamed[name]]; p.Value != "" {
			out = append(out, p)
		}
	}
	return out
}

// complete reports whether every placeholder of a template has a value.
func complete(template string, args Args) bool {
	for {
		name, rest, ok := placeholder(template)
		if !ok {
			return true
		}
		if !args.Has(argNamed[name]) {
			return false
		}
		template = rest
	}
}

// placeholder is the first name that a template asks for, and what follows it.
func placeholder(template string) (name, rest string, ok bool) {
	_, rest, ok = strings.Cut(template, "{")
	name, rest, _ = strings.Cut(rest, "}")
	return name, rest, ok
}

// placeholders are the names that a template asks for.
func placeholders(template string) []string {
	var out []string
	for {
		name, rest, ok := placeholder(template)
		if !ok {
			return out
		}
		out, template = append(out, name), rest
	}
}
