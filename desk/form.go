package desk

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"

	"quanyuan"
	"quanyuan/intake"
	"quanyuan/quality"
)

// Form reads what a person typed for some fields as a row of a list would be
// read: the same ways of writing are understood, and the same findings made. A
// value that cannot be understood is an error, since whoever typed it is there
// to mend it.
func (d *Desk) Form(ctx context.Context, typed map[quanyuan.Field]string) (*quanyuan.Record, error) {
	fields := make([]quanyuan.Field, 0, len(typed))
	for f := range typed {
		if f >= quanyuan.NumFields {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.field", Args: []any{int(f)}}
		}
		fields = append(fields, f)
	}
	slices.Sort(fields)
	record, err := d.readForm(ctx, fields, typed)
	if err != nil {
		return nil, err
	}
	for _, f := range fields {
		if v := record.Value(f); typed[f] != "" && !v.Known() && v.State != quanyuan.Placeholder {
			return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "event.value", Args: []any{f.Zh()}, Where: quanyuan.Where{Field: f.Key()}}
		}
	}
	record.SetAside = ""
	record.Findings = append(record.Findings, quality.Check(record, d.today())...)
	return record, nil
}

// readForm lets intake read the form as a list of one row. A name stands in
// for the one that is not given, since a row without any is no person.
func (d *Desk) readForm(ctx context.Context, fields []quanyuan.Field, typed map[quanyuan.Field]string) (*quanyuan.Record, error) {
	const standIn = "王建国"
	sheet := intake.SheetMapping{Sheet: "*", Header: []int{1}}
	var header, row []string
	column := func(f quanyuan.Field, text string) {
		sheet.Columns = append(sheet.Columns, intake.ColumnMapping{Column: columnOf(len(header)), Header: f.Zh(), Field: f.Key()})
		header, row = append(header, f.Zh()), append(row, text)
	}
	for _, f := range fields {
		column(f, typed[f])
	}
	named := typed[quanyuan.Name] != ""
	if !named && !slices.Contains(fields, quanyuan.Name) {
		column(quanyuan.Name, standIn)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll([][]string{header, row}); err != nil {
		return nil, err
	}
	o := d.intakeOptions(Upload{Encoding: "utf-8", Delimiter: ','})
	raw := (&intake.Mapping{Version: intake.MappingVersion, Sheets: []intake.SheetMapping{sheet}}).JSON()
	var err error
	if o.Mapping, err = intake.ParseMapping(raw); err != nil {
		return nil, err
	}
	var record *quanyuan.Record
	_, _, err = intake.Read(ctx, "form.csv", bytes.NewReader(b.Bytes()), int64(b.Len()), o, func(r *quanyuan.Record) error {
		if record == nil {
			record = r
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if record == nil {
		return nil, &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: "form.nothing"}
	}
	if !named {
		record.Set(quanyuan.Name, quanyuan.Value{})
	}
	record.Where, record.Cells = quanyuan.Where{}, nil
	return record, nil
}

// columnOf names the i-th column of a form; forms have fewer than 26² fields.
func columnOf(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return string(rune('A'+i/26-1)) + string(rune('A'+i%26))
}
