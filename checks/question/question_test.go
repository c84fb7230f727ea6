package question_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

var all = slices.Concat(question.OfStripe, question.OfFirstPromoter)

// TestEveryQuestionIsListed: what the clients are held to answer is every type
// of this package that is a question.
func TestEveryQuestionIsListed(t *testing.T) {
	listed := map[string]bool{}
	for _, q := range all {
		listed[reflect.TypeOf(q).Name()] = true
	}
	sources, err := filepath.Glob("[a-z]*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range sources {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			fields, ok := spec.Type.(*ast.StructType)
			if !ok || len(fields.Fields.List) == 0 || len(fields.Fields.List[0].Names) > 0 {
				return true
			}
			if index, ok := fields.Fields.List[0].Type.(*ast.IndexExpr); ok && index.X.(*ast.Ident).Name == "gives" {
				found++
				if !listed[spec.Name.Name] {
					t.Errorf("%s stands in neither OfStripe nor OfFirstPromoter", spec.Name.Name)
				}
			}
			return true
		})
	}
	if found != len(listed) || found < 50 {
		t.Errorf("%d questions in the source, %d in the lists", found, len(listed))
	}
}

// TestQuestionsTellThemselves: of the service they are for, in words for a
// progress line, and apart from one another.
func TestQuestionsTellThemselves(t *testing.T) {
	seen := map[question.Question]bool{}
	for _, q := range all {
		about := q.About()
		if slices.Contains(question.OfStripe, q) != (about.System == record.Stripe) || about.Part == "" {
			t.Errorf("%T is about %+v", q, about)
		}
		if _, bySale := q.(question.Object); (about.Words == "" || strings.ContainsAny(about.Words, "%\n")) && !bySale {
			t.Errorf("%T has the words %q", q, about.Words)
		}
		if seen[q] {
			t.Errorf("%T is like another question", q)
		}
		seen[q] = true
	}
	for _, kind := range []record.QueryKind{record.ByCustomer, record.ByInvoice, record.ByCharge, record.ByPaymentIntent, record.BySession, record.BySubscription} {
		if (question.Object{Kind: kind, ID: "x"}).About().Words == "" {
			t.Errorf("an object of kind %s has no words", kind)
		}
	}
}

// TestEqualMomentsAreOneQuestion, wherever the moments come from.
func TestEqualMomentsAreOneQuestion(t *testing.T) {
	now := time.Now()
	there := now.In(time.FixedZone("there", 7200))
	asked := map[question.Question]bool{question.NewestCharges{Created: question.Between(now, time.Time{})}: true}
	if !asked[question.NewestCharges{Created: question.Between(there, time.Time{}.Local())}] {
		t.Error("the same moment in another time zone is another question")
	}
	if question.Between(time.Time{}, time.Time{}) != question.Always {
		t.Error("a period without bounds has some")
	}
	p := question.Between(now, now.Add(time.Hour))
	for at, want := range map[time.Time]bool{now: true, now.Add(time.Hour): true, now.Add(-1): false, now.Add(time.Hour + 1): false} {
		if p.Holds(at) != want {
			t.Errorf("%v in %v: %t", at, p, !want)
		}
	}
}

// TestUnknownIsAFailure: a table answers its questions and refuses the rest.
func TestUnknownIsAFailure(t *testing.T) {
	none := question.NewTable[int]()
	if _, err := none.Ask(t.Context(), 0, question.Account{}); err == nil || none.Answers(question.Account{}) {
		t.Error("an empty table answers")
	}
}
