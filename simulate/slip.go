package simulate

import (
	"strings"
	"sync"

	"quanyuan/refdata/hanzi"
)

// shapePairs are characters that hurried eyes and handwriting confuse; each run
// is one family. Made by hand for this package.
var shapeFamilies = strings.Fields("末未 己已巳 日曰 士土 天夫 大太犬 干千于 王玉主 木本术 人入八 鸟乌 候侯 岭玲铃伶 清请倩情 晴睛 明朋 洪供 杨扬 扬杨 彬杉 萍苹 燕莺 兰三 华毕 芬芳 敏毓 丽俪 婷停亭 健建 刚钢岗 辉晖挥 俊峻骏浚 涛祷 浩洁 梅海 娟绢捐 颖颍 嘉喜 佳住往 思恩 慧惠 春舂 荣莱荥 宁守 宇字 波坡披 林材村 斌武 凤风 龙尤 光先 志忘 伟炜玮纬 文丈 军车 平乎 强弹 国围 庆厌 祥样 泽译择 瑞端 轩轶 梓辛 诺若 欣掀 雨两 晨晟 莹荧萤 琳淋 雪雷 霞霜 瑶谣遥 冯马 沈沉 汤杨 刘到 陈阵 邓郑 肖尚 姜美 贾贸 夏复 于干 余佘 毛手 史吏 万方 傅博 卢户 宋末 田由申甲 丁于 孔礼 石右 武式 严产 牛午 常裳 温湿 柳抑 左右 申甲 兰蓝 占古")

// homophones groups the characters of names by their toneless reading, as an
// input method offers them.
var homophones = sync.OnceValue(func() map[rune][]rune {
	seen := map[rune]bool{}
	byReading := map[hanzi.Syllable][]rune{}
	add := func(s string) {
		for _, c := range s {
			if seen[c] {
				continue
			}
			seen[c] = true
			if all := hanzi.Readings(c); len(all) > 0 {
				p := all[0].Toneless()
				byReading[p] = append(byReading[p], c)
			}
		}
	}
	for _, s := range givenChars {
		for _, c := range s {
			add(c)
		}
	}
	for _, w := range surnames.words {
		add(w)
	}
	for _, f := range shapeFamilies {
		add(f)
	}
	add("章彰樟璋伟玮炜纬薇巍讯勋迅训芳方坊淑舒书叔树静婧靖菁晶经勤琴禽钦沁青卿清轻明铭鸣茗志智治致之芝知枝军均钧君俊骏峻红宏弘鸿虹洪红燕艳雁彦妍研霞侠瑕峰锋丰枫风封刚钢冈缸强蔷波博伯渤勃泊莉丽力立利历礼俪荔婷庭廷亭霆娜纳那")
	out := map[rune][]rune{}
	for _, group := range byReading {
		for _, c := range group {
			out[c] = group
		}
	}
	return out
})

// lookalikes maps a character to the others of its family.
var lookalikes = sync.OnceValue(func() map[rune][]rune {
	out := map[rune][]rune{}
	for _, f := range shapeFamilies {
		rs := []rune(f)
		for i, c := range rs {
			for j, d := range rs {
				if i != j {
					out[c] = append(out[c], d)
				}
			}
		}
	}
	return out
})

// slipName types a name wrongly: another character of the same sound picked from
// the input method's list, a similar shape, one left out, doubled or swapped.
func slipName(r *dice, name string) string {
	if strings.Contains(name, "·") {
		for i := 0; i+1 < len(transliterations); i += 2 {
			if a, b := transliterations[i], transliterations[i+1]; strings.Contains(name, a) {
				return strings.Replace(name, a, b, 1)
			} else if strings.Contains(name, b) {
				return strings.Replace(name, b, a, 1)
			}
		}
		return name
	}
	rs := []rune(name)
	if len(rs) < 2 {
		return name
	}
	i := r.between(1, len(rs)-1)
	if r.chance(0.08) {
		i = 0
	}
	switch p := r.Float64(); {
	case p < 0.6:
		if h := homophones()[rs[i]]; len(h) > 1 {
			rs[i] = pick(r, h)
		}
	case p < 0.86:
		if l := lookalikes()[rs[i]]; len(l) > 0 {
			rs[i] = pick(r, l)
		}
	case p < 0.92 && len(rs) == 3:
		rs = append(rs[:i], rs[i+1:]...)
	case p < 0.97 && len(rs) == 3:
		rs[1], rs[2] = rs[2], rs[1]
	}
	return string(rs)
}

// keypad neighbours on a number block.
var keypad = map[byte]string{'0': "12", '1': "024", '2': "0135", '3': "26", '4': "157", '5': "2468", '6': "359", '7': "48", '8': "579", '9': "68"}

// slipDigits types digits wrongly: a neighbouring key, two swapped, one left out or doubled.
func slipDigits(r *dice, s string) string {
	if len(s) < 4 {
		return s
	}
	b := []byte(s)
	i := r.below(len(b) - 1)
	switch p := r.Float64(); {
	case p < 0.55:
		if k := keypad[b[i]]; k != "" {
			b[i] = k[r.below(len(k))]
		}
	case p < 0.85:
		b[i], b[i+1] = b[i+1], b[i]
	case p < 0.95:
		b = append(b[:i], b[i+1:]...)
	default:
		b = append(b[:i+1], b[i:]...)
	}
	return string(b)
}

// slipDate writes a wrong but possible date: a digit of the day, the year, or the month and day swapped.
func slipDate(r *dice, d Date) Date {
	switch p := r.Float64(); {
	case p < 0.5:
		d.Day = int16(r.between(1, 28))
	case p < 0.8:
		d.Year += int16(pick(r, []int{-10, -1, 1, 10}))
	case d.Day <= 12 && d.Month <= 12:
		d.Month, d.Day = d.Day, d.Month
	default:
		d.Month = int16(r.between(1, 12))
		d.Day = min(d.Day, 28)
	}
	return d
}

// slip damages one record as typing does; level scales all rates.
func (t *Town) slip(r *dice, f *Facts, level float64) {
	if r.chance(0.012*level) && f.Name != "" {
		f.Name = slipName(r, f.Name)
	}
	if r.chance(0.008*level) && f.ID != "" {
		f.ID = slipDigits(r, f.ID)
	}
	if r.chance(0.008*level) && f.Birth.known() {
		f.Birth = slipDate(r, f.Birth)
	}
	if r.chance(0.002*level) && f.Sex != 0 {
		f.Sex = 3 - f.Sex
	}
	if r.chance(0.012*level) && f.Phone != "" {
		f.Phone = slipDigits(r, f.Phone)
	}
	if r.chance(0.01*level) && f.Home.Door > 0 {
		f.Home.Door = int16(r.between(1, 4))
	}
	if r.chance(0.003*level) && f.Home.Building > 0 && f.Home.Area >= 0 {
		f.Home.Building = int16(r.between(1, 14))
	}
	if r.chance(0.003*level) && f.Marital != 0 {
		f.Marital = pick(r, []uint8{neverMarried, firstMarriage})
	}
	if r.chance(0.002*level) && f.Ethnic != 0 {
		f.Ethnic = 1
	}
}
