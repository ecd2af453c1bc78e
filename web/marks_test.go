package web

import (
	"strings"
	"testing"
)

// marked writes spans with what differs in brackets, and what looks alike in
// braces.
func marked(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		switch s.Kind {
		case "differs":
			b.WriteString("[" + s.Text + "]")
		case "alike":
			b.WriteString("{" + s.Text + "}")
		default:
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestMarks(t *testing.T) {
	for _, c := range []struct{ a, b, left, right, alike string }{
		{"未婚", "已婚", "[未]婚", "[已]婚", ""},
		{"王巳", "王已", "王{巳}", "王{已}", "巳／已"},
		{"吴超", "吴超峰", "吴超", "吴超[峰]", ""},
		{"510725********2597", "510725*****1**2597", "510725*****[*]**2597", "510725*****[1]**2597", ""},
		{"12", "21", "[12]", "[21]", ""},
		{"龙坝社区阳门苑5-2-302", "龙坝社区金江大道28号1幢2单元401室", "龙坝社区[阳门苑5-2-302]", "龙坝社区[金江大道28号1幢2单元401室]", ""},
		{"幸福路18号2单元101", "幸福路18号3单元101", "幸福路18号[2]单元101", "幸福路18号[3]单元101", ""},
		{"阳门苑5栋2单元302号", "林湾公寓1栋2单元401室", "[阳门苑5]栋2单元[302号]", "[林湾公寓1]栋2单元[401室]", ""},
		{"", "汉族", "", "汉族", ""},
		{"汉族", "汉族", "汉族", "汉族", ""},
	} {
		left, right, alike := marks(c.a, c.b)
		if l, r := marked(left), marked(right); l != c.left || r != c.right || strings.Join(alike, " ") != c.alike {
			t.Errorf("%s and %s: %s and %s, alike %v; want %s and %s, alike %q", c.a, c.b, l, r, alike, c.left, c.right, c.alike)
		}
	}
}

// Beside several values what differs from any of them is marked; those that say
// nothing do not count.
func TestMarksAmong(t *testing.T) {
	for _, c := range []struct {
		text   string
		others []string
		want   string
	}{
		{"王小明", []string{"王小名", "汪小明"}, "[王]小[明]"},
		{"王小明", []string{"", "王小明"}, "王小明"},
		{"王小明", nil, "王小明"},
		{"510725********2597", []string{"510725********2579"}, "510725********25[97]"},
		{"", []string{"王"}, ""},
		{strings.Repeat("长", mostMarked+1), []string{"长"}, "[" + strings.Repeat("长", mostMarked+1) + "]"},
	} {
		if got := marked(marksAmong(c.text, c.others...)); got != c.want {
			t.Errorf("%s among %q: %s, want %s", c.text, c.others, got, c.want)
		}
	}
}

// Whatever two values are, their spans are the values.
func FuzzMarks(f *testing.F) {
	f.Add("幸福路18号", "幸福路81号")
	f.Fuzz(func(t *testing.T, a, b string) {
		if a, b = strings.ToValidUTF8(a, "?"), strings.ToValidUTF8(b, "?"); strings.ContainsAny(a+b, "[]{}") {
			return
		}
		left, right, _ := marks(a, b)
		plain := strings.NewReplacer("[", "", "]", "", "{", "", "}", "")
		if l, r := plain.Replace(marked(left)), plain.Replace(marked(right)); l != a || r != b {
			t.Errorf("%q and %q become %q and %q", a, b, l, r)
		}
	})
}
