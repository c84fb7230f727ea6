package report

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestContractNamesEveryField: what scripts may rely on is written down.
func TestContractNamesEveryField(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", ".github", "CONTRACT.md"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[reflect.Type]bool{}
	var look func(reflect.Type)
	look = func(x reflect.Type) {
		for x.Kind() == reflect.Pointer || x.Kind() == reflect.Slice || x.Kind() == reflect.Array {
			x = x.Elem()
		}
		if x.Kind() != reflect.Struct || seen[x] {
			return
		}
		seen[x] = true
		for i := range x.NumField() {
			name, _, _ := strings.Cut(x.Field(i).Tag.Get("json"), ",")
			if !strings.Contains(string(text), `"`+name+`"`) && !strings.Contains(string(text), "`"+name+"`") {
				t.Errorf("CONTRACT.md has no word of %q", name)
			}
			look(x.Field(i).Type)
		}
	}
	for _, document := range []any{document{}, accountLine{}, saleLine{}, auditLine{}} {
		look(reflect.TypeOf(document))
	}
	for _, schema := range []string{Schema, AccountSchema, SaleSchema, AuditSchema} {
		if !strings.Contains(string(text), schema) {
			t.Errorf("CONTRACT.md has no word of %q", schema)
		}
	}
}
