package desk_test

import (
	"context"
	"errors"
	"testing"

	"quanyuan"
)

// TestFormReadsAsAListIsRead: what a clerk types is understood in the same ways.
func TestFormReadsAsAListIsRead(t *testing.T) {
	d, _ := people(t, 1)
	ctx := context.Background()
	type typed = map[quanyuan.Field]string
	for _, c := range []struct {
		name  string
		typed typed
		want  typed
		wrong quanyuan.Field // the field that is not understood
	}{
		{"a date as people write it", typed{quanyuan.BirthDate: "1985年3月7日"}, typed{quanyuan.BirthDate: "1985-03-07"}, 0},
		{"a name and a sex", typed{quanyuan.Name: "王　芳", quanyuan.Sex: "女"}, typed{quanyuan.Name: "王芳", quanyuan.Sex: "2"}, 0},
		{"a community by its code", typed{quanyuan.CommunityCode: "510198001002", quanyuan.HukouStatus: "户口在本社区", quanyuan.ResidenceStatus: "现住本社区"},
			typed{quanyuan.CommunityCode: "510198001002", quanyuan.HukouStatus: "1", quanyuan.ResidenceStatus: "1"}, 0},
		{"a phone alone", typed{quanyuan.Phone: "138 0013 8001"}, typed{quanyuan.Phone: "13800138001"}, 0},
		{"a date that is none", typed{quanyuan.BirthDate: "1985-13-41"}, nil, quanyuan.BirthDate},
		{"a sex that is none", typed{quanyuan.Name: "王芳", quanyuan.Sex: "蓝"}, nil, quanyuan.Sex},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := d.Form(ctx, c.typed)
			if c.want == nil {
				var q *quanyuan.Error
				if !errors.As(err, &q) || q.Where.Field != c.wrong.Key() {
					t.Fatalf("error %v, want one at %s", err, c.wrong.Key())
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for f, text := range c.want {
				if got := r.Text(f); got != text {
					t.Errorf("%s is %q, want %q", f.Key(), got, text)
				}
			}
			if _, given := c.typed[quanyuan.Name]; !given && r.Text(quanyuan.Name) != "" {
				t.Errorf("a name nobody typed: %q", r.Text(quanyuan.Name))
			}
		})
	}
}
