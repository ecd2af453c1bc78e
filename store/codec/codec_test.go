package codec_test

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"quanyuan"
	"quanyuan/store/codec"
)

var value = rapid.Custom(func(t *rapid.T) quanyuan.Value {
	return quanyuan.Value{
		Raw: rapid.String().Draw(t, "raw"), Text: rapid.String().Draw(t, "text"), Mark: rapid.SampledFrom([]string{"", "filled", "lunar"}).Draw(t, "mark"),
		State: quanyuan.ValueState(rapid.IntRange(0, int(quanyuan.Placeholder)).Draw(t, "state")),
	}
})

var field = rapid.Map(rapid.IntRange(0, int(quanyuan.NumFields)-1), func(i int) quanyuan.Field { return quanyuan.Field(i) })

func children(t *rapid.T) (cs []quanyuan.Child) {
	for range rapid.IntRange(0, 3).Draw(t, "children") {
		cs = append(cs, quanyuan.Child{Name: value.Draw(t, "name"), Birth: value.Draw(t, "birth"), ID: value.Draw(t, "id"), Sex: value.Draw(t, "sex"), Order: value.Draw(t, "order"), Policy: value.Draw(t, "policy")})
	}
	return cs
}

func TestRecordRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := quanyuan.Record{
			Where: quanyuan.Where{File: rapid.String().Draw(t, "file"), Sheet: rapid.String().Draw(t, "sheet"), Row: rapid.IntRange(0, 1<<20).Draw(t, "row")},
			Part:  rapid.IntRange(0, 1).Draw(t, "part"), Role: rapid.SampledFrom([]quanyuan.Role{quanyuan.Self, quanyuan.Wife}).Draw(t, "role"),
			SetAside: rapid.SampledFrom([]string{"", "aside.no_person"}).Draw(t, "aside"), ChildrenListed: rapid.Bool().Draw(t, "listed"), Children: children(t),
		}
		for _, f := range rapid.SliceOfDistinct(field, rapid.ID[quanyuan.Field]).Draw(t, "fields") {
			v := value.Draw(t, "value")
			if v.State != quanyuan.Missing {
				r.Set(f, v)
			}
		}
		for range rapid.IntRange(0, 2).Draw(t, "findings") {
			r.Findings = append(r.Findings, quanyuan.Finding{Rule: "id.date", Field: field.Draw(t, "where"), Severity: quanyuan.Fault, Other: []quanyuan.Field{quanyuan.Sex}, Args: []string{"x"}})
		}
		var got quanyuan.Record
		raw := codec.AppendRecord(nil, &r)
		if err := codec.Record(raw, &got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, r) {
			t.Fatalf("got  %+v\nwant %+v", got, r)
		}
		community, found, err := codec.Glance(raw)
		if err != nil || community != r.Text(quanyuan.CommunityCode) || found != (len(r.Findings) > 0) {
			t.Fatalf("at a glance %q, %v, %v of %+v", community, found, err, r)
		}
	})
}

// A person comes back the same, read into memory that is new or that held
// another one.
func TestPersonRoundTrip(t *testing.T) {
	var again quanyuan.Person
	rapid.Check(t, func(t *rapid.T) {
		p := quanyuan.Person{Number: quanyuan.Number(rapid.String().Draw(t, "number")), Exited: rapid.SampledFrom([]string{"", "1"}).Draw(t, "exited"),
			Version: rapid.Int64().Draw(t, "version"), Children: children(t)}
		for range rapid.IntRange(0, 3).Draw(t, "records") {
			p.Records = append(p.Records, quanyuan.RecordID(rapid.Int64().Draw(t, "id")))
		}
		for f := range quanyuan.Field(rapid.IntRange(0, 9).Draw(t, "values")) {
			c := quanyuan.Current{Field: f, Value: value.Draw(t, "value"), Reason: rapid.SampledFrom([]quanyuan.Reason{"", "other", quanyuan.WonOnly, quanyuan.WonConfirmed}).Draw(t, "why"), Record: quanyuan.RecordID(rapid.Int64().Draw(t, "of"))}
			if len(p.Records) > 0 && rapid.Bool().Draw(t, "own") {
				c.Record = p.Records[0]
			}
			p.Values = append(p.Values, c)
		}
		for range rapid.IntRange(0, 2).Draw(t, "presences") {
			p.Presences = append(p.Presences, quanyuan.Presence{Community: rapid.String().Draw(t, "community"), Residence: "1", Category: quanyuan.HukouPending, Estate: rapid.String().Draw(t, "estate")})
		}
		var got quanyuan.Person
		if err := codec.Person(codec.AppendPerson(nil, &p), &got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, p) {
			t.Fatalf("got  %+v\nwant %+v", got, p)
		}
		if err := codec.PersonAgain(codec.AppendPerson(nil, &p), &again); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(again) != fmt.Sprint(p) { // empty lists may be there
			t.Fatalf("again %+v\nwant  %+v", again, p)
		}
	})
}

func TestEveryCutIsAnError(t *testing.T) {
	p := quanyuan.Person{Number: "P1", Records: []quanyuan.RecordID{7}, Values: []quanyuan.Current{{Value: quanyuan.Value{Text: "王某", State: quanyuan.Understood}, Record: 7, Reason: quanyuan.WonOnly}}}
	whole := codec.AppendPerson(nil, &p)
	for n := range whole {
		if err := codec.Person(whole[:n], &quanyuan.Person{}); err == nil {
			t.Errorf("%d of %d bytes were read without an error", n, len(whole))
		}
	}
}

// FuzzDecode: whatever the bytes, reading ends with a value or an error.
func FuzzDecode(f *testing.F) {
	f.Add(codec.AppendPerson(nil, &quanyuan.Person{Number: "P1"}))
	f.Add(codec.AppendRecord(nil, &quanyuan.Record{}))
	f.Fuzz(func(t *testing.T, b []byte) {
		codec.Person(b, &quanyuan.Person{})
		if codec.Record(b, &quanyuan.Record{}) == nil {
			if _, _, err := codec.Glance(b); err != nil {
				t.Errorf("a record that can be read cannot be glanced at: %v", err)
			}
		} else {
			codec.Glance(b)
		}
	})
}

func BenchmarkPerson(b *testing.B) {
	p := &quanyuan.Person{Number: "PIC000000123", Records: []quanyuan.RecordID{4294967299}, Version: 1, Presences: []quanyuan.Presence{{Community: "510198001001", Hukou: "1", Residence: "1", Category: 1}}}
	for f := quanyuan.Name; f < 22; f++ {
		p.Values = append(p.Values, quanyuan.Current{Field: f, Value: quanyuan.Value{Text: "四川省成都市", Raw: "x", State: quanyuan.Understood}, Record: 4294967299, Reason: quanyuan.WonOnly})
	}
	enc := codec.AppendPerson(nil, p)
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		buf := make([]byte, 0, 4096)
		for b.Loop() {
			buf = codec.AppendPerson(buf[:0], p)
		}
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var got quanyuan.Person
			if err := codec.Person(enc, &got); err != nil {
				b.Fatal(err)
			}
		}
	})
}
