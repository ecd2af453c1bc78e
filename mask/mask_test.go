package mask

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quanyuan"
)

func TestMaskField(t *testing.T) {
	for _, c := range []struct {
		field    quanyuan.Field
		in, want string
	}{
		{quanyuan.IDNumber, "510198198503071234", "510198********1234"},
		{quanyuan.IDNumber, "510198850307123", "510198*****7123"},
		{quanyuan.IDNumber, "E12345678", "E********"},
		{quanyuan.IDNumber, "", ""},
		{quanyuan.Phone, "13812345678", "138****5678"},
		{quanyuan.Phone, "13812345678、02886123456", "138****5678、028****3456"},
		{quanyuan.BirthDate, "1985-03-07", "1985-**-**"},
		{quanyuan.BirthDate, "1985", "1985"},
		{quanyuan.BirthDate, "不详", "不详"},
		{quanyuan.Name, "张建国", "张建国"},
		{quanyuan.Note, "联系 138-1234-5678 或 510198 19850307 1234", "联系 138****5678 或 510198********1234"},
		{quanyuan.Note, "手机８６１３８１２３４５６７８", "手机861******5678"},
		{quanyuan.Note, "５１０１９８１９８５０３０７１２３Ｘ", "510198********123X"},
		{quanyuan.Note, "社区 510198001001，2024-06-30 起", "社区 510198001001，2024-06-30 起"},
	} {
		if got := Field(c.field, c.in); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.field.Key(), c.in, got, c.want)
		}
	}
}

func TestMaskPair(t *testing.T) {
	for _, c := range []struct {
		field      quanyuan.Field
		a, b, x, y string
	}{
		{quanyuan.IDNumber, "510198198503071234", "510198198503091234", "510198*******71234", "510198*******91234"},
		{quanyuan.IDNumber, "510198198503071234", "510198197612251234", "510198********1234", "510198********1234"},
		{quanyuan.IDNumber, "510198850307123", "510198198503071234", "510198*****7123", "510198********1234"},
		{quanyuan.Phone, "13812345678", "13812845678", "138**3*5678", "138**8*5678"},
		{quanyuan.Phone, "13812345678", "13887655678", "138****5678", "138****5678"},
		{quanyuan.BirthDate, "1985-03-07", "1985-03-08", "1985-**-*7", "1985-**-*8"},
		{quanyuan.BirthDate, "1985-03-07", "1958-03-07", "1985-**-**", "1958-**-**"},
		{quanyuan.Marital, "初婚", "离婚", "初婚", "离婚"},
	} {
		if x, y := Pair(c.field, c.a, c.b); x != c.x || y != c.y {
			t.Errorf("%s %s: got %q %q, want %q %q", c.a, c.b, x, y, c.x, c.y)
		}
	}
}

func TestMaskRemark(t *testing.T) {
	for in, want := range map[string]string{
		"出生日期与身份证号码不一致（1985-03-07）": "出生日期与身份证号码不一致（1985-**-**）",
		"日期“1985年3月7日”无法理解":         "日期“1985-**-**”无法理解",
		"“19850307”有误":              "“1985-**-**”有误",
		"年龄超过 110 岁":                "年龄超过 110 岁",
	} {
		if got := Remark(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// No identity number survives inside any text, however it is spaced.
func TestMaskText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[1-9][0-9]{17}`).Draw(t, "number")
		gap := rapid.SampledFrom([]string{"", " ", "-", "."}).Draw(t, "gap")
		around := rapid.SampledFrom([]string{"", "张三", "，", "（", "a"}).Draw(t, "around")
		written := around + digits[:6] + gap + digits[6:14] + gap + digits[14:] + around
		if got := bareDigits(Text(written)); strings.Contains(got, digits) {
			t.Fatalf("%q is shown as %q", written, Text(written))
		}
	})
}

func FuzzMask(f *testing.F) {
	f.Add("电话138-1234-5678", "13812345678")
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, field := range []quanyuan.Field{quanyuan.IDNumber, quanyuan.Phone, quanyuan.BirthDate, quanyuan.Note} {
			Pair(field, a, b)
			Remark(Field(field, a))
		}
	})
}
