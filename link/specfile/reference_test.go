package specfile_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/chinese"
	"quanyuan/link/compare"
)

// comparatorsZH says in Chinese what the comparators do.
var comparatorsZH = map[string]string{
	"exact": "相同与否，不计大小写、全半角、变音符号和空白", "code": "相同与否，只看字母和数字", "name": "拉丁字母的名或姓", "full_name": "完整姓名，词序不限，认首字母",
	"date": "各种写法的日期，可残缺", "time": "时间点，按相差天数", "postcode": "邮编，按区域逐级", "phone": "电话号码，按数字", "email": "电子邮箱", "street_number": "门牌号",
	"position": "经纬度，按距离", "tokens": "自由文字和地址，词序不限", "number": "数量，按相对误差", "boolean": "是与否，不论写法", "set": "分隔符隔开的若干项，作为集合",
	"qgrams": "文字，按长 q 的片段", "jaro_winkler": "文字，Jaro–Winkler 相似度", "levenshtein": "文字，编辑距离", "damerau": "文字，编辑距离，相邻互换算一次",
	"any_of": "分隔符隔开的若干项，取最相合的一对；其余参数归 inner", "hanzi_name": "中文姓名：字、音、形、异体，含间隔号的名字，拼音", "hanzi_given": "中文名（无姓）", "hanzi_surname": "中文姓",
	"citizen_id": "15 或 18 位身份证号码：校验位、出生日期、性别、地区", "cn_date": "中文表格的日期，含农历对公历", "cn_phone": "中国电话号码，一格可有几个", "cn_address": "中文地址，逐级比较",
}

// paramsZH says in Chinese what the parameters are.
var paramsZH = map[string]string{
	"weighted Dice similarity": "加权 Dice 相似度", "relative tolerance": "相对误差", "similarity": "相似度", "edits": "编辑次数", "days apart": "相差天数", "kilometres apart": "相距公里",
	"Jaccard similarity": "Jaccard 相似度", "characters of a run": "片段长度", "what stands between the parts": "各项之间的分隔符", "the comparator of the parts": "各项用的比较器",
}

// keys tell what the key functions do, and a value that shows it.
var keys = map[string][3]string{
	"exact": {"the value, without case and outer blanks", "值本身，不计大小写和首尾空白", "Robert Smith"}, "first": {"the first word", "第一个词", "Robert Smith"}, "last": {"the last word", "最后一个词", "Robert Smith"},
	"tokens": {"all words in alphabetical order", "全部的词，按字母顺序", "Smith, Robert"}, "initial": {"the first character", "第一个字符", "Robert"}, "soundex": {"the American Soundex code", "Soundex 读音码", "Robert"},
	"prefix3": {"the first 3 characters", "前 3 个字符", "AB12 3CD"}, "prefix4": {"the first 4 characters", "前 4 个字符", "AB12 3CD"}, "prefix6": {"the first 6 characters", "前 6 个字符", "AB12 3CD"},
	"suffix4": {"the last 4 characters", "后 4 个字符", "12345678"}, "suffix6": {"the last 6 characters", "后 6 个字符", "12345678"}, "digits": {"the figures", "其中的数字", "+44 20-7946"},
	"digits6": {"the last 6 figures", "最后 6 位数字", "+44 20-7946 0123"}, "date": {"a date that is known to the day, without placeholders such as 1900-01-01", "日期；缺日和 1900-01-01 之类的占位不算", "3/2/1990"}, "year": {"the year of a date", "年", "3/2/1990"}, "yearmonth": {"year and month of a date", "年月", "1990-02-03"},
	"door":     {"the number of a house and the sound of its street", "门牌号和街名读音", "Flat 3, 12 High St."},
	"monthday": {"month and day of a date, except the first of January", "月日，1 月 1 日除外", "1990-02-03"}, "local": {"what stands before the @", "@ 之前的部分", "ann.lee@example.org"}, "word": {"every word, of texts without blanks every pair of characters; mostly with a bound, `word<40`", "每个词；没有空格的文字取相邻两字；多带上限，如 `word<40`", "Harbour"}, "any": {"the same for every value: all rows that have one meet", "有值即同：凡有值的行都相遇", "Harbour"}, "reversed": {"the value written backwards, for sorted neighbourhoods", "倒写的值，用于有序邻域", "Robert"}, "skeleton": {"the first letter, then consonants and figures", "首字母，其后的辅音和数字", "12 High Street"},
	"hanzi_name": {"a Chinese name with variants folded", "姓名，异体归一", "陳曉東"}, "hanzi_sound": {"the sound of a name", "姓名读音", "陈晓东"}, "hanzi_regional_sound": {"the sound, what dialects confuse folded", "读音，方言易混音归一", "刘娜"},
	"hanzi_characters": {"the characters of a name in any order", "姓名用字，不论次序", "陈晓东"}, "hanzi_surname": {"the surname", "姓", "欧阳修文"}, "hanzi_surname_sound": {"the sound of the surname, regional differences folded", "姓的读音，方言易混音归一", "欧阳修文"}, "hanzi_given": {"the given name", "名", "欧阳修文"},
	"citizen_id": {"the first 17 digits of an identity number, also of one of 15", "身份证号码前 17 位，15 位的也补齐", "510104620315011"}, "citizen_id_head": {"region and birth date inside it", "号码里的地区和出生日期", "510104196203150112"}, "citizen_id_tail": {"birth date and order number inside it", "号码里的出生日期和顺序码", "510104196203150112"},
	"cn_date": {"a date as Chinese forms write it", "日期", "一九六二年三月十五日"}, "cn_month": {"its year and month", "年月", "1962年3月15日"}, "cn_lunar_date": {"the solar date, if the date was meant by the lunar calendar", "若所写是农历，其公历日", "1985-03-07"},
	"grams1": {"first band of the minhash of pairs of letters: for text with slips, a rule for each band", "字对的 minhash 第一段：有错字的文字，每段一条规则", "12 High Street"}, "grams2": {"second band", "第二段", "12 High Street"}, "grams3": {"third band", "第三段", "12 High Street"},
	"cn_phone": {"the last 8 figures of the first telephone", "第一个电话的后 8 位", "13912345678、028-85123456"}, "cn_door": {"the last two numbers of an address, mostly unit and room", "地址最后两个数，多为单元和房号", "春江路12号1栋2单元301"},
}

// reference writes the tables of all names a specification can use.
func reference(t *testing.T, lang string) string {
	zh := lang == "zh"
	pick := func(a, b string) string {
		if zh {
			return b
		}
		return a
	}
	var b strings.Builder
	b.WriteString(pick("| comparator | compares | levels, best last | parameters |\n|---|---|---|---|\n", "| 比较器 | 比较什么 | 级别，最好的在最后 | 参数 |\n|---|---|---|---|\n"))
	for _, e := range link.Comparators().Entries() {
		doc := pick(e.Doc, comparatorsZH[e.Name])
		if doc == "" {
			t.Errorf("%s has no description in %s", e.Name, lang)
		}
		c, err := link.NewComparator(e.Name, nil)
		if err != nil {
			t.Fatal(err)
		}
		var levels []string
		for _, l := range c.Levels()[2:] {
			levels = append(levels, "`"+l.Name+"`")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", e.Name, doc, strings.Join(levels, " "), params(t, e, zh))
	}
	b.WriteString(pick("\n| key function | gives | of | makes |\n|---|---|---|---|\n", "\n| 键函数 | 取什么 | 例如 | 得到 |\n|---|---|---|---|\n"))
	for _, name := range link.KeyFunctions() {
		k, ok := keys[name]
		if !ok {
			t.Errorf("key function %s has no description", name)
			continue
		}
		f := block.KeyFunc(chinese.Keys()[name])
		if f == nil {
			f = block.Func(name)
		}
		made := f(k[2])
		if made == "" {
			t.Errorf("key function %s makes nothing of %q", name, k[2])
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | `%s` |\n", name, pick(k[0], k[1]), k[2], strings.ReplaceAll(made, "|", "\\|"))
	}
	return b.String()
}

// params lists the parameters of a comparator; numbered ones are one.
func params(t *testing.T, e compare.Entry, zh bool) string {
	var out []string
	var steps []string
	for _, p := range e.Params {
		doc := p.Doc
		if zh {
			if doc = paramsZH[p.Doc]; doc == "" {
				t.Errorf("parameter %q has no description", p.Doc)
			}
		}
		switch {
		case p.Name == "t1":
			out = append(out, "") // filled in below
			fallthrough
		case len(p.Name) == 2 && p.Name[0] == 't':
			if !math.IsNaN(p.Default) {
				steps = append(steps, strconv.FormatFloat(p.Default, 'g', -1, 64))
			}
			out[0] = fmt.Sprintf("`t1` … `%s`: %s (%s)", p.Name, doc, strings.Join(steps, ", "))
		case p.Text:
			out = append(out, fmt.Sprintf("`%s`: %s (`%s`)", p.Name, doc, p.DefaultText))
		default:
			out = append(out, fmt.Sprintf("`%s`: %s (%g)", p.Name, doc, p.Default))
		}
	}
	return strings.Join(out, "; ")
}

const begin, end = "<!-- reference: begin, written by go test ./link/specfile -update -->\n", "<!-- reference: end -->\n"

// The handbook names every comparator, parameter and key function there is.
func TestHandbookIsComplete(t *testing.T) {
	for lang, name := range map[string]string{"en": "link.md", "zh": "link.zh.md"} {
		path := filepath.Join("..", "..", "docs", "handbook", name)
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before, rest, ok := strings.Cut(string(raw), begin)
		_, after, ok2 := strings.Cut(rest, end)
		if !ok || !ok2 {
			t.Fatalf("%s lacks the marks %q and %q", name, begin, end)
		}
		want := before + begin + reference(t, lang) + end + after
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if string(raw) != want {
			t.Errorf("%s is not what the catalogue says: rewrite it with -update", name)
		}
		for _, key := range specKeys {
			if !strings.Contains(before+after, "`"+key+"`") {
				t.Errorf("%s does not explain %s", name, key)
			}
		}
	}
}

// specKeys are the keys that a specification may have.
var specKeys = []string{"version", "link_type", "threshold", "floor", "ignore", "comparisons", "blocking", "most_block_pairs", "household", "starts",
	"column", "comparator", "parameters", "term_frequency", "shared", "family", "derived", "missing", "name"}
