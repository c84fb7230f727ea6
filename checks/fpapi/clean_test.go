package fpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fpdoctor/checks/question"
	"fpdoctor/checks/record"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		`{"auth_token":"S"}`:                                 `{}`,
		`{"a":1,"auth_token":"S"}`:                           `{"a":1}`,
		`{"auth_token":"S","a":1}`:                           `{"a":1}`,
		`{"a":1,"temp_password":{"x":["S"]},"b":[1,2]}`:      `{"a":1,"b":[1,2]}`,
		`[{"p":[{"password_setup_url":"S","q":null}]}]`:      `[{"p":[{"q":null}]}]`,
		"{ \"a\" : [ 1 , { } ] ,\n \"AUTH_TOKEN\" : \"S\" }": `{"a":[1,{}]}`,
		`{"auth\u005ftoken":"S","b":"\"}\\"}`:                `{"b":"\"}\\"}`,
		`{"authToken":"S","Auth-Token":"S","password":"S"}`:  `{}`,
		`{"auth_token":"S","auth_token":"S"}`:                `{}`,
		`{"no_auth_token_here":1}`:                           `{"no_auth_token_here":1}`,
		`"auth_token"`:                                       `"auth_token"`,
		` -1.5e3 `:                                           `-1.5e3`,
		`[]`:                                                 `[]`,
		"\"\xff\"":                                           "\"\uFFFD\"",
	} {
		if got, ok := clean([]byte(in)); !ok || string(got) != want {
			t.Errorf("%s: %s, %v; want %s", in, got, ok, want)
		}
	}
	for _, in := range []string{``, ` `, `{`, `[1,]`, `<html>`, `nul`, `{"a":1}x`, strings.Repeat("[", 100_000)} {
		if got, ok := clean([]byte(in)); ok {
			t.Errorf("%.20s: %s", in, got)
		}
	}
}

// An answer that repeats the key does not bring it into any record.
func TestKeyInAnAnswerIsTakenOut(t *testing.T) {
	for _, api := range []record.API{record.V1, record.V2} {
		s := serve(t, api, answering(200, `{"id":1,"email":"anna@example.com","created_at":"2024-01-31","username":"`+testKey+`","`+testKey+`":["x `+testKey+`"]}`))
		r, err := question.Ask(t.Context(), s, question.Referral{ID: "1"})
		if err != nil || r.Username != "(removed)" || strings.Contains(string(r.Raw), testKey) || !json.Valid(r.Raw) {
			t.Errorf("%s: %v, %q, %s", api, err, r.Username, r.Raw)
		}
	}
}

// marker stands where a secret is planted.
const marker = "PLANTED-SECRET"

// plant puts secrets into every object of a value.
func plant(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			out[k] = plant(x)
		}
		for _, name := range []string{"auth_token", "temp_password", "password_setup_url", "Auth_Token"} {
			out[name] = map[string]any{"x": []any{marker}}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = plant(x)
		}
		return out
	}
	return v
}

// unplanted is a value without the members clean drops, as encoding/json sees it.
func unplanted(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			if !isSecret(k) {
				out[k] = unplanted(x)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = unplanted(x)
		}
		return out
	}
	return v
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{referralV2, commissionV2, promoterV2, promotionV1, promoterV1, leadV1, rewardV1, "[" + leadV1 + "]", `{"data":[{"id":1}]}`,
		`{"id":1,"metadata":{"a":{"b":[]}}}`, `[null,1,"x",{}]`, `{"id":"\ud800","email":"a@x.io (moved)"}`, `{"promotions":[{"id":1}],"promo_codes":[{"code":"A"}]}`, `null`, `"Bad credentials"`, `<html>`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var v any
		if json.Unmarshal(body, &v) == nil {
			if strings.Contains(string(body), marker) {
				t.Skip("holds the marker elsewhere")
			}
			planted, err := json.Marshal(plant(v))
			if err != nil {
				t.Skip("encoding/json will not write it back")
			}
			readEverything(t, planted)
		}
		readEverything(t, body)
	})
}

func readEverything(t *testing.T, body []byte) {
	cleaned, ok := clean(body)
	if !ok {
		return
	}
	if again, ok := clean(cleaned); !ok || string(again) != string(cleaned) {
		t.Errorf("cleaning twice gives %q, %v after %q", again, ok, cleaned)
	}
	var before, after any
	body = bytes.ToValidUTF8(body, []byte("\uFFFD")) // encoding/json writes one such character a byte
	if json.Unmarshal(body, &before) == nil {
		if err := json.Unmarshal(cleaned, &after); err != nil || !reflect.DeepEqual(unplanted(before), after) {
			t.Errorf("%q became %q: %v", body, cleaned, err)
		}
	}
	items := []json.RawMessage{cleaned}
	eachElement(cleaned, func(x json.RawMessage) { items = append(items, bytes.Clone(x)) })
	for _, item := range items {
		r2, _ := readReferral2(item)
		c2, _ := readCommission2(item)
		p2, _ := readPromoter2(item)
		x2, _ := readPromotion2(item)
		k2, _ := readPromoCode2(item)
		w2, _ := readReward2(item)
		r1, _ := readLead1(item)
		c1, _ := readReward1(item)
		p1, _ := readPromoter1(item)
		x1, _ := readPromotion1(item)
		if all := toJSON([]any{r2, c2, p2, x2, k2, w2, r1, c1, p1.Promoter, p1.codes, x1}); strings.Contains(all, marker) {
			t.Errorf("a secret survived in %s", all)
		}
	}
}

// elements are the records of a list as encoding/json reads them.
func elements(body []byte) (list []json.RawMessage, ok bool) {
	if data, ok := inData(body); ok {
		body = data
	}
	return list, body[0] == '[' && json.Unmarshal(body, &list) == nil
}

// TestListsAreReadInOnePass: a page holds the same records as encoding/json reads, whether
// it was cleaned first or not, and is as little of a list where it is none.
func TestListsAreReadInOnePass(t *testing.T) {
	for _, body := range []string{
		`[]`, `[{"id":1},{"id":2}]`, ` [ {"id":1} ] `, "\xef\xbb\xbf[{}]", `{"data":[{"id":1}],"meta":{"pending_count":0}}`,
		`{"meta":{"data":[7]},"data":[{"id":1}]}`, `{"Data":[1,"two",null,[3]]}`, "[{\"email\":\"\xff@x\"}]", `[{"id":1,"id":2}]`,
		``, ` `, `{`, `[`, `[1,]`, `[1]x`, `{}`, `{"data":null}`, `{"data":7}`, `{"data":[1]`, `{"data":[1]}x`, `<html>`, `"data"`, `nul`,
		strings.Repeat("[", 20_000),
	} {
		var got, want []string
		ok := eachElement([]byte(body), func(x json.RawMessage) {
			c, valid := clean(x)
			if !valid {
				t.Errorf("%.40q: %s", body, x)
			}
			got = append(got, string(c))
		})
		sound := false
		if c, valid := clean([]byte(body)); valid {
			var list []json.RawMessage
			list, sound = elements(c)
			for _, x := range list {
				want = append(want, string(x))
			}
			var first []string
			if kept := eachElement(c, func(x json.RawMessage) { first = append(first, string(x)) }); kept != sound || kept && !slices.Equal(first, want) {
				t.Errorf("%.40q: cleaned first %v %q, want %v %q", body, kept, first, sound, want)
			}
		}
		if ok != sound || ok && !slices.Equal(got, want) {
			t.Errorf("%.40q: %v %q, want %v %q", body, ok, got, sound, want)
		}
	}
}

// TestWholeListsHoldNoSecret: what is kept of a record that was not cleaned has none.
func TestWholeListsHoldNoSecret(t *testing.T) {
	s := serve(t, record.V2, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[{"id":1,"email":"a@example.com","metadata":{"auth_token":"SECRET","plan":"pro","deep":{"temp_password":"SECRET","x":1}},
			"promoter_campaign":{"id":2,"promoter":{"id":3,"password_setup_url":"SECRET"}}}]`)
	})
	list, err := question.Ask(context.Background(), s, question.AllReferrals{})
	if err != nil || len(list.Items) != 1 {
		t.Fatalf("%+v %v", list, err)
	}
	if said := fmt.Sprintf("%+v", list.Items[0]); strings.Contains(said, "SECRET") || !strings.Contains(said, "plan:pro") {
		t.Error(said)
	}
}
