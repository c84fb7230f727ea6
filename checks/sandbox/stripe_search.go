package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"fpdoctor/checks/pattern"
)

// searchLag is how long Stripe's search takes to see a new customer.
const searchLag = time.Minute

// search plays GET /v1/customers/search, and that of invoices, charges and
// payment intents. Of generated objects only customers are found, by their addresses.
func (c *call) search(path string) (any, *stripeError) {
	res := resources[slices.IndexFunc(resources, func(r resource) bool { return r.path == path })]
	if f := c.allow("query", "limit", "page"); f != nil {
		return nil, f
	}
	if f := c.need(res.permission); f != nil {
		return nil, f
	}
	if !c.query.Has("query") {
		return nil, &stripeError{status: 400, code: "parameter_missing", param: "query", message: "Missing required param: query."}
	}
	matches, failure := parseSearch(res.path, c.query.Get("query"))
	if failure != nil {
		return nil, failure
	}
	size, failure := c.pageSize()
	if failure != nil {
		return nil, failure
	}
	seen := c.world.now().Add(-searchLag).Unix()
	var found []object
	for _, o := range c.shelf().byKind[res.kind] {
		if o["deleted"] != true && number64(o["created"]) <= seen && matches(o) {
			found = append(found, o)
		}
	}
	if g := c.shelf().generated; g != nil && res.kind == "customer" {
		for _, i := range g.byEmail(c.query.Get("query")) {
			if o := g.object("customer", i); matches(o) {
				found = append(found, o)
			}
		}
	}
	newestFirst(found)
	from := 0
	if cursor := c.query.Get("page"); cursor != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(cursor, cursorHead))
		if err != nil || n < 0 || n > len(found) || !strings.HasPrefix(cursor, cursorHead) {
			return nil, badParameter("page", "Invalid page cursor: "+cursor)
		}
		from = n
	}
	to := min(from+size, len(found))
	envelope := object{"object": "search_result", "url": "/v1/" + path + "/search", "has_more": to < len(found), "next_page": nil}
	if to < len(found) {
		envelope["next_page"] = cursorHead + strconv.Itoa(to)
	}
	return c.renderPage(res.kind, envelope, found[from:to])
}

// maxClauses is how many clauses a query may have.
const maxClauses = 10

const cursorHead = "sandboxcursor"

var clause = pattern.New(`^\s*(-?)([a-z_]+(?:\["(?:[^"\\]|\\.)*"\])?)(:|~|>=|<=|>|<)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|null|[0-9]+)`)

var joiner = pattern.New(`^\s+(?:(AND|OR|and|or)\s+)?`)

// parseSearch reads Stripe's query language: clauses joined by AND, OR or
// blanks; the two are never mixed.
func parseSearch(resource, query string) (func(object) bool, *stripeError) {
	var all []func(object) bool
	join := ""
	for rest := query; ; {
		m := clause().FindStringSubmatch(rest)
		if m == nil {
			return nil, badSearch(
				"We were unable to parse your search query. Try using the format `metadata[\"key\"]:\"value\"` to query for metadata or " +
					"key:\"value\" to query for other fields.",
			)
		}
		one, failure := searchClause(resource, m[2], m[3], m[4])
		if failure != nil {
			return nil, failure
		}
		if m[1] == "-" {
			plain := one
			one = func(o object) bool { return !plain(o) }
		}
		if all = append(all, one); len(all) > maxClauses {
			return nil, badSearch(fmt.Sprintf("Queries of more than %d clauses are not supported.", maxClauses))
		}
		rest = rest[len(m[0]):]
		if strings.TrimSpace(rest) == "" {
			break
		}
		j := joiner().FindStringSubmatch(rest)
		if j == nil {
			return nil, badSearch("We were unable to parse your search query.")
		}
		word := strings.ToUpper(j[1])
		if word == "" {
			word = "AND"
		}
		if join != "" && join != word {
			return nil, badSearch("Queries that combine AND and OR are not supported.")
		}
		join = word
		rest = rest[len(j[0]):]
	}
	return func(o object) bool {
		if join == "OR" {
			return slices.ContainsFunc(all, func(f func(object) bool) bool { return f(o) })
		}
		return !slices.ContainsFunc(all, func(f func(object) bool) bool { return !f(o) })
	}, nil
}

// searchClause compares one field with a value.
func searchClause(resource, field, op, quoted string) (func(object) bool, *stripeError) {
	if key, ok := strings.CutPrefix(field, "metadata["); ok {
		return metadataClause(unquote(strings.TrimSuffix(key, "]")), field, op, quoted)
	}
	unknown := badSearch(fmt.Sprintf("Field `%s` is an unsupported search field for resource `%s`.", field, resource))
	paid := field == "customer" || field == "status"
	if paid == (resource == "customers") && field != "created" {
		return nil, unknown
	}
	switch field {
	case "customer":
		value := unquote(quoted)
		return func(o object) bool { return text(o["customer"]) == value }, nil
	case "status":
		if op != ":" {
			return nil, unsupported(op, field)
		}
		value := unquote(quoted)
		return func(o object) bool { return text(o["status"]) == value }, nil
	case "email", "name", "phone":
		return textClause(field, op, quoted)
	case "created":
		return createdClause(op, quoted)
	}
	return nil, unknown
}

func unsupported(op, field string) *stripeError {
	return badSearch(fmt.Sprintf("Operator %q is not supported for field %q.", op, field))
}

// null is the value that stands for a field that is not there.
const null = "null"

// metadataClause compares a whole value of the metadata, whatever the case.
func metadataClause(key, field, op, quoted string) (func(object) bool, *stripeError) {
	if op != ":" {
		return nil, unsupported(op, field)
	}
	value := unquote(quoted)
	return func(o object) bool {
		m, _ := o["metadata"].(object)
		held, has := m[key]
		if quoted == null {
			return !has
		}
		return has && strings.EqualFold(text(held), value)
	}, nil
}

// textClause compares a text by its words, or by a part of it.
func textClause(field, op, quoted string) (func(object) bool, *stripeError) {
	value := unquote(quoted)
	switch op {
	case ":":
		words := searchWords(value)
		return func(o object) bool {
			if quoted == null {
				return o[field] == nil
			}
			return len(words) > 0 && containsRun(searchWords(text(o[field])), words)
		}, nil
	case "~":
		if len([]rune(value)) < 3 {
			return nil, badSearch("Substring search requires at least 3 characters.")
		}
		return func(o object) bool {
			return strings.Contains(strings.ToLower(text(o[field])), strings.ToLower(value))
		}, nil
	}
	return nil, unsupported(op, field)
}

// bounds are the operators of numbers, by the names that lists have for them.
var bounds = map[string]string{":": "", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}

func createdClause(op, quoted string) (func(object) bool, *stripeError) {
	limit, err := strconv.ParseInt(unquote(quoted), 10, 64)
	bound, ok := bounds[op]
	if err != nil || !ok {
		return nil, badSearch("Invalid value for field \"created\".")
	}
	compare := comparisons[bound]
	return func(o object) bool { return compare(number64(o["created"]), limit) }, nil
}

func badSearch(message string) *stripeError { return badParameter("query", message) }

// unquote takes the quotes and their backslashes off.
func unquote(s string) string {
	if len(s) < 2 || s[0] != '"' && s[0] != '\'' {
		return s
	}
	s = s[1 : len(s)-1]
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// searchWords are the lower-case words of a text.
func searchWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// containsRun reports whether the words stand in the text one after another.
func containsRun(in, words []string) bool {
	for i := 0; i+len(words) <= len(in); i++ {
		if slices.Equal(in[i:i+len(words)], words) {
			return true
		}
	}
	return false
}
