package fpapi

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func BenchmarkDecode100Referrals(b *testing.B) {
	bench := func(one string, count func([]byte) int) func(*testing.B) {
		body := []byte("[" + strings.Repeat(one+",", 99) + one + "]")
		return func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				cleaned, ok := clean(body)
				if !ok || count(cleaned) != 100 {
					b.Fatal("not read")
				}
			}
		}
	}
	b.Run("v2", bench(referralV2, func(cleaned []byte) (n int) {
		eachElement(cleaned, func(item json.RawMessage) {
			if r, _ := readReferral2(bytes.Clone(item)); r.ID == "41" {
				n++
			}
		})
		return n
	}))
	b.Run("v2 whole lists", func(b *testing.B) {
		body := []byte("[" + strings.Repeat(referralV2+",", 99) + referralV2 + "]")
		b.ReportAllocs()
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			n := 0
			if !eachElement(body, func(raw json.RawMessage) {
				if r, _ := readReferral2(raw); r.ID == "41" {
					n++
				}
			}) || n != 100 {
				b.Fatal("not read")
			}
		}
	})
	b.Run("v1", bench(leadV1, func(cleaned []byte) (n int) {
		eachElement(cleaned, func(item json.RawMessage) {
			if r, _ := readLead1(bytes.Clone(item)); r.ID == "41" {
				n++
			}
		})
		return n
	}))
}
