package simulate

import "strings"

// surnames are common surnames with their rough share per ten thousand people
// (public ranking of the last census; the tail is evened out).
var surnames = parseWeights(`王720 李709 张674 刘510 陈461 杨322 黄246 吴206 赵205 周199 徐149 孙145 马138 朱127 胡121
林118 郭117 何116 高108 罗103 郑96 梁86 谢78 宋74 唐73 许72 邓70 韩69 冯69 曹65 彭64 曾62 肖59 田58 董57 潘53 袁53 蔡52
蒋52 余51 于50 杜49 叶49 程48 魏47 苏47 吕46 丁45 任43 卢43 姚42 沈42 钟41 姜41 崔40 谭39 陆38 范37 汪37 廖36 石35 金35
韦34 贾33 夏32 付32 方31 邹31 熊30 白30 孟29 秦29 邱28 侯28 江28 尹27 薛27 闫26 段26 雷25 龙25 黎24 史23 陶22 贺22 毛22
郝21 顾21 龚20 邵20 万20 覃19 武19 钱19 戴18 严18 莫18 孔18 向17 常17 温15 康14 施14 文14 牛13 樊13 葛12 邢12 安11 齐11
易11 乔10 伍10 庞10 颜9 倪9 庄9 聂8 章8 鲁8 岳8 翟8 申7 兰7 欧6 耿6 关6 焦6 柳6 甘6 祝5 左5 涂5 柯5 阮5 舒5 翁5 尤4 卜3
单4 解3 查3 仇2 区2 曲3 尉1 冼1 缪2 瞿2 谌1 晏1 逄1 盖1 欧阳8 上官2 皇甫1 令狐1 诸葛1 司徒1 司马1 东方1 尉迟1 夏侯1`)

// Given-name characters by sex and cohort, commoner ones first: rank makes weight.
var givenChars = [2][4]string{
	{ // male: until 1959, 1960–1979, 1980–1999, from 2000
		"国明德华文建清玉光荣福春云海成林志金永贵昌生学忠发洪祥庆兴才仁义万全富水长树山根正松世万友良元银喜宝炳",
		"建国军平华明强伟勇志文波辉林刚峰斌海永红东新春民杰江洪小学玉光胜荣成德卫安龙兵忠超祥庆云毅旭鹏川利",
		"伟强磊杰涛超勇鹏军波斌俊浩飞宇明建辉峰亮文健刚志龙海林旭洋晓博凯平亚宁小佳阳振毅东帆洪川昊鑫翔坤",
		"宇浩子轩俊豪泽睿涵杰梓博文天昊铭晨皓瑞嘉一诺佳辰航逸鑫奕熙明思哲霖远恒钰源彦煜景程懿沐墨乐承安亦"},
	{ // female
		"秀英兰玉珍桂芳素华淑琼清凤莲云美春梅翠玲金菊香珠霞碧贞芝群惠容仙蓉琴妹正明德红银花桃",
		"秀丽红英霞玉梅芳燕萍艳华琴琼敏玲春小兰群平云晓莉娟蓉静素丹凤洪美珍淑桂建惠利蕾芬慧青琳",
		"丽婷娟静敏艳燕玲雪芳莉红霞娜萍晓颖倩丹洁雯琳慧佳欣春小梦玉蓉蕾莎悦薇璐晶媛瑶思莹菲",
		"欣梓涵诗雨怡语佳萱子悦思可彤琪馨一心妍嘉依若瑶雅钰婷熙沐芸诺汐钥柠楠菲璇晨昕芮然苒妙"}}

// fullNames are given names that a cohort took over and over.
var fullNames = [2][4][]string{
	{strings.Fields("德华 国清 明德 玉林 建国 文清 长明 光荣"), strings.Fields("建军 建国 伟 勇 军 刚 建华 志强 小平 强 建平 国庆"),
		strings.Fields("伟 磊 杰 涛 超 强 鹏 浩 波 俊杰 飞 洋"), strings.Fields("子轩 浩宇 宇轩 浩然 梓轩 俊杰 子涵 一诺 博文 梓豪")},
	{strings.Fields("秀英 桂英 玉兰 秀兰 淑芬 素芳 桂兰 玉珍 素琼"), strings.Fields("秀英 丽 敏 艳 红梅 小红 玉梅 芳 霞 燕 秀琼"),
		strings.Fields("婷 静 丽 娜 敏 倩 雪 婷婷 丽娟 艳 燕 丹"), strings.Fields("欣怡 梓涵 诗涵 子涵 雨涵 可欣 一诺 佳怡 思涵 依诺")}}

// rareChars are characters that old systems and keyboards lack, with a common
// way people get round them.
var rareChars = []struct{ char, pinyin, parts string }{
	{"䶮", "YAN", "龙天"}, {"𬱖", "DI", "由页"}, {"堃", "KUN", "方方土"}, {"喆", "ZHE", "吉吉"}, {"䴖", "JING", "青鸟"},
	{"𬀩", "WEI", "日韦"}, {"𫖯", "FU", "兆页"}, {"淼", "MIAO", "三个水"}, {"㛃", "JIE", "女吉"}, {"𬍛", "YING", "王莹"}, {"昇", "SHENG", "日升"},
}

// minority names: ethnic code, given names of each sex, father's names.
var minorityNames = []struct {
	ethnic       uint8
	male, female []string
}{
	{5, strings.Fields("阿不都 买买提 艾力 吐尔逊 阿卜杜 麦麦提 依明 托合提 卡迪尔 玉素甫 亚森 艾尔肯"), strings.Fields("阿依古丽 古丽娜尔 帕提古丽 热依汗 阿依努尔 米热古丽 祖丽皮亚 迪丽努尔")},
	{4, strings.Fields("扎西 多吉 次仁 格桑 罗布 丹增 平措 旺堆"), strings.Fields("卓玛 央金 拉姆 德吉 白玛 梅朵 曲珍 仓决")},
	{7, strings.Fields("阿木 拉且 木呷 日吉 尔古 约布 子且"), strings.Fields("阿支 伍果 阿依 尔扎 日洛 阿果")},
}

// transliterations are pairs of spellings of one sound in minority names.
var transliterations = []string{"买买提", "麦麦提", "阿不都", "阿卜杜", "热合曼", "热赫曼", "吐尔逊", "图尔荪", "卡迪尔", "喀迪尔", "玉素甫", "玉素普", "古丽", "古力", "次仁", "才仁", "格桑", "格绒", "艾力", "艾利"}

type weighted struct {
	words []string
	upTo  []int
}

func parseWeights(s string) weighted {
	var w weighted
	total := 0
	for _, f := range strings.Fields(s) {
		i := strings.IndexFunc(f, func(r rune) bool { return r >= '0' && r <= '9' })
		n := 0
		for _, d := range f[i:] {
			n = n*10 + int(d-'0')
		}
		total += n
		w.words, w.upTo = append(w.words, f[:i]), append(w.upTo, total)
	}
	return w
}

func (w weighted) draw(r *dice) string {
	n := r.below(w.upTo[len(w.upTo)-1])
	lo, hi := 0, len(w.upTo)-1
	for lo < hi {
		if mid := (lo + hi) / 2; w.upTo[mid] > n {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return w.words[lo]
}

func cohortOf(year int) int {
	switch {
	case year < 1960:
		return 0
	case year < 1980:
		return 1
	case year < 2000:
		return 2
	}
	return 3
}

var givenRunes = func() (g [2][4][]rune) {
	for s := range givenChars {
		for c := range givenChars[s] {
			g[s][c] = []rune(givenChars[s][c])
		}
	}
	return
}()

// given draws a given name as parents of the cohort chose it: often one of the
// fashionable names, else characters whose frequency falls with their rank.
func given(r *dice, sex uint8, year int) string {
	s, c := int(sex)-1, cohortOf(year)
	if r.chance(0.1) {
		return pick(r, fullNames[s][c])
	}
	chars := givenRunes[s][c]
	char := func() rune { return chars[min(r.below(len(chars)), r.below(len(chars)))] }
	single := [4]float64{0.06, 0.2, 0.42, 0.08}[c]
	if r.chance(single) {
		return string(char())
	}
	a := char()
	if c == 3 && sex == 2 && r.chance(0.06) || r.chance(0.004) {
		return string([]rune{a, a})
	}
	if r.chance(0.004) {
		return string(a) + pick(r, rareChars).char
	}
	return string([]rune{a, char()})
}

// minorityName is given name · father's name for Uyghurs, two joined words for others.
func minorityName(r *dice, sex, ethnic uint8) string {
	for _, m := range minorityNames {
		if m.ethnic != ethnic {
			continue
		}
		own := pick(r, m.male)
		if sex == 2 {
			own = pick(r, m.female)
		}
		if ethnic == 5 {
			return own + "·" + pick(r, append([]string{"热合曼", "尼亚孜", "斯拉木"}, m.male...))
		}
		if r.chance(0.2) {
			return own + "·" + pick(r, m.male)
		}
		return own + pick(r, append(m.male, m.female...))
	}
	return ""
}
