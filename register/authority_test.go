package register_test

import (
	"testing"

	"quanyuan"
	"quanyuan/register"
)

// Of two authorities the first in the order wins, whoever spoke last; without
// an order the last word does; a confirmed value goes before all of them.
func TestOrderOfAuthorities(t *testing.T) {
	const phone = quanyuan.Phone
	said := func(number string) []quanyuan.FieldValue {
		return []quanyuan.FieldValue{{Field: phone, Value: quanyuan.Value{Text: number, State: quanyuan.Understood}}}
	}
	kinds := map[quanyuan.RecordID]quanyuan.SourceKind{1: quanyuan.Community, 2: quanyuan.Police, 3: quanyuan.School}
	records := []*quanyuan.Record{{ID: 1, Values: said("13912340001")}, {ID: 2, Values: said("13912340002")}, {ID: 3, Values: said("13912340003")}, {ID: 4, Values: said("13912340004")}}
	entered := []quanyuan.Event{{Kind: quanyuan.Entered, Record: 1}, {Kind: quanyuan.Attached, Record: 2}, {Kind: quanyuan.Attached, Record: 3}}
	confirmed := append(entered[:3:3], quanyuan.Event{Kind: quanyuan.Corrected, Record: 4, Field: phone})
	for _, c := range []struct {
		name   string
		order  []quanyuan.SourceKind
		events []quanyuan.Event
		want   string
		why    quanyuan.Reason
	}{
		{"nobody is the authority", nil, entered, "13912340003", quanyuan.WonRecent},
		{"one is", []quanyuan.SourceKind{quanyuan.Community}, entered, "13912340001", quanyuan.WonAuthority},
		{"the first of two", []quanyuan.SourceKind{quanyuan.Community, quanyuan.Police}, entered, "13912340001", quanyuan.WonAuthority},
		{"the other way round", []quanyuan.SourceKind{quanyuan.Police, quanyuan.Community}, entered, "13912340002", quanyuan.WonAuthority},
		{"an authority that said nothing", []quanyuan.SourceKind{quanyuan.Civil, quanyuan.Police}, entered, "13912340002", quanyuan.WonAuthority},
		{"what a person confirmed", []quanyuan.SourceKind{quanyuan.Community}, confirmed, "13912340004", quanyuan.WonConfirmed},
	} {
		order := &quanyuan.Authorities{phone: c.order}
		p, err := register.Fold("P1", c.events, records, register.Sources{Order: order, Of: func(id quanyuan.RecordID) (quanyuan.Source, quanyuan.Date) {
			return quanyuan.Source{Kind: kinds[id]}, quanyuan.Date{}
		}})
		if err != nil {
			t.Fatal(err)
		}
		if v := p.Value(phone); v.Text != c.want || v.Reason != c.why {
			t.Errorf("%s: %s, %s", c.name, v.Text, v.Reason)
		}
	}
}
