package people

import (
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// commonSurnames by rank, and compound ones; the shares of the first ten are
// those of the public counts, the others fall with the rank.
var (
	commonSurnames = []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常" +
		"汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申欧耿关兰焦俞左柳甘祝包宁尚符舒阮纪梅童凌毕单季成霍苗谷曲盛裴路游辛冉管靳骆柯蒲鲍华詹司靖瞿车明隋房涂窦申卜苟鄢谌仇解区冷宫晏敖简饶喻佟匡应甄栾花褚班娄屈桑闵占滕卓麦艾池代储涂边蓝姬麻阳丛臧宗")
	compoundNames = strings.Fields("欧阳 欧阳 欧阳 欧阳 上官 上官 皇甫 令狐 诸葛 司徒 司马 东方 尉迟 夏侯 慕容 公孙 长孙 南宫 端木 轩辕")
	firstShares   = []float64{7.2, 7.1, 6.7, 5.1, 4.6, 3.2, 2.5, 2.1, 2.0, 2.0}
)

// chosenCharacters are characters of given names by sex and time (until 1959,
// 1979, 1999, later), commoner ones first.
var chosenCharacters = [2][4][]rune{
	{
		[]rune("国明德华文建清玉光荣福春云海成林志金永贵昌生学忠发洪祥庆兴才仁义万全富水长树山根正松世友良元银喜宝炳少廷维绍仲伯耀祖继宗兆先启汉振家维克东南北江河"),
		[]rune("建国军平华明强伟勇志文波辉林刚峰斌海永红东新春民杰江洪小学玉光胜荣成德卫安龙兵忠超祥庆云毅旭鹏川利向前跃进援朝抗美立宏少卫革大有福生贵根全良友先正和"),
		[]rune("伟强磊杰涛超勇鹏军波斌俊浩飞宇明建辉峰亮文健刚志龙海林旭洋晓博凯平亚宁小佳阳振毅东帆洪川昊鑫翔坤威雷彬彪锋冬骏瑞帅威琦贤达昱栋森权涵霖"),
		[]rune("宇浩子轩俊豪泽睿涵杰梓博文天昊铭晨皓瑞嘉一诺佳辰航逸鑫奕熙明思哲霖远恒钰源彦煜景程懿沐墨乐承安亦弘骁屹珩璟翊昕澄淳朗昱晟翰奇润尧禹恺麒然"),
	},
	{
		[]rune("秀英兰玉珍桂芳素华淑琼清凤莲云美春梅翠玲金菊香珠霞碧贞芝群惠容仙蓉琴妹正明德红银花桃巧月娥凡荣先会琳少婉静贤慧文淑"),
		[]rune("秀丽红英霞玉梅芳燕萍艳华琴琼敏玲春小兰群平云晓莉娟蓉静素丹凤洪美珍淑桂建惠利蕾芬慧青琳琪彩莲香翠菊娅亚容雪勤先明莹"),
		[]rune("丽婷娟静敏艳燕玲雪芳莉红霞娜萍晓颖倩丹洁雯琳慧佳欣春小梦玉蓉蕾莎悦薇璐晶媛瑶思莹菲妮娇月琦瑾露婧苗青舒彦冰楠文"),
		[]rune("欣梓涵诗雨怡语佳萱子悦思可彤琪馨一心妍嘉依若瑶雅钰婷熙沐芸诺汐钥柠楠菲璇晨昕芮然苒妙昭沁伊曦宁珂玥筱希恩艺月霏夏"),
	},
}

// otherPeoples: given names of men and women, and fathers' names.
var otherPeoples = []struct {
	ethnic       string
	male, female []string
}{
	{"维吾尔族", strings.Fields("阿不都 买买提 艾力 吐尔逊 依明 托合提 卡迪尔 玉素甫 亚森 艾尔肯 阿里木 热合曼 肉孜 努尔 艾山 库尔班"), strings.Fields("阿依古丽 古丽娜尔 帕提古丽 热依汗 阿依努尔 米热古丽 祖丽皮亚 迪丽努尔 古丽米热 阿米娜")},
	{"藏族", strings.Fields("扎西 多吉 次仁 格桑 罗布 丹增 平措 旺堆 索朗 洛桑"), strings.Fields("卓玛 央金 拉姆 德吉 白玛 梅朵 曲珍 仓决")},
	{"彝族", strings.Fields("阿木 拉且 木呷 日吉 尔古 约布 子且 沙马 吉克"), strings.Fields("阿支 伍果 阿依 尔扎 日洛 阿果")},
}

// spellings are two ways to write one sound of other languages.
var spellings = [][2]string{{"买买提", "麦麦提"}, {"阿不都", "阿卜杜"}, {"热合曼", "热赫曼"}, {"吐尔逊", "图尔荪"}, {"卡迪尔", "喀迪尔"}, {"玉素甫", "玉素普"}, {"古丽", "古力"}, {"次仁", "才仁"}, {"格桑", "格绒"}, {"艾力", "艾利"},
	{"依明", "伊明"}, {"托合提", "托乎提"}, {"努尔", "奴尔"}, {"肉孜", "如孜"}, {"卓玛", "卓嘎"}, {"丹增", "旦增"}, {"平措", "彭措"}, {"洛桑", "罗桑"}}

var surnameUrn = newUrn(len(commonSurnames), func(i int) float64 {
	if i < len(firstShares) {
		return firstShares[i]
	}
	rank := float64(i + 1)
	return 13.5 / (rank * rankRoot(rank))
})

// rankRoot flattens the fall of the surnames: 1.5 % at rank 11, 0.3 at 50, 0.1 at 150.
func rankRoot(rank float64) float64 { return 0.8 + rank/400 }

func newChineseSurname(r dice) string {
	if r.chance(0.003) {
		return pick(r, compoundNames)
	}
	return string(commonSurnames[surnameUrn.draw(r)])
}

// newChineseGiven draws a given name as parents of the time chose it.
func newChineseGiven(r dice, female bool, year int) string {
	sex, time := 0, min(3, max(0, (year-1940)/20))
	if female {
		sex = 1
	}
	all := chosenCharacters[sex][time]
	char := func() rune { return all[min(r.IntN(len(all)), r.IntN(len(all)))] }
	if r.chance([4]float64{0.08, 0.25, 0.4, 0.1}[time]) {
		return string(char())
	}
	a := char()
	if time >= 2 && r.chance(0.05) {
		return string([]rune{a, a})
	}
	return string([]rune{a, char()})
}

// lookalikeFamilies are characters that hurried eyes and handwriting confuse.
var lookalikeFamilies = strings.Fields("末未 己已巳 日曰 士土 天夫 大太犬 干千于 王玉主 木本术 人入八 鸟乌 候侯 岭玲铃 清请情 晴睛 明朋 洪供 杨扬 彬杉 萍苹 燕莺 敏毓 婷停亭 健建 刚钢岗 辉晖 俊峻骏浚 涛祷 浩洁 梅海 娟绢捐 颖颍 嘉喜 佳住往 思恩 慧惠 荣莱 宁守 宇字 波坡披 林材 斌武 凤风 龙尤 光先 志忘 伟炜玮 文丈 军车 平乎 国围 祥样 泽译择 瑞端 轩轶 梓辛 雨两 晨晟 莹荧萤 琳淋 雪雷 霞霜 瑶谣遥 冯马 沈沉 刘到 陈阵 邓郑 肖尚 姜美 贾贸 夏复 余佘 毛手 史吏 万方 傅博 卢户 宋末 田由申甲 丁于 石右 严产 牛午 汤杨 左右 兰三 华毕 芬芳 丽俪 强弹 欣掀 若诺 春舂 薛薜 崔催 段般 戴载 谭潭 袁哀 胡湖 彭澎 蒋将 淑椒 蓉容 珍诊 霖淋 睿容 皓浩 煜煌 奕弈 铭络 鑫金 楠南 琪淇 钰玉 旭旮 磊石 凯剀 鹏朋 帆矾 洋祥 坤坦 炳柄 祖组 绍昭 根恨 树材 芸云 苒冉 沁泌 汐夕 婧倩 媛缓 晶品 璐路 菲非 妮泥 娅亚")

var lookalikes = sync.OnceValue(func() map[rune][]rune {
	m := map[rune][]rune{}
	for _, f := range lookalikeFamilies {
		for _, a := range f {
			for _, b := range f {
				if a != b {
					m[a] = append(m[a], b)
				}
			}
		}
	}
	return m
})

// variantForms are other forms of a character that keyboards and old systems give.
var variantForms = pairsOf("国:國,囯 华:華 伟:偉 强:強,彊 军:軍 东:東 陈:陳 张:張 刘:劉 杨:楊 赵:趙 吴:吳 孙:孫 马:馬 罗:羅 郑:鄭 谢:謝 许:許 韩:韓 邓:鄧 冯:馮 肖:萧,蕭 付:傅 闫:阎,閻 余:佘 叶:葉 钟:鍾,锺 谭:譚 陆:陸 贾:賈 邹:鄒 玛:瑪 " +
	"龙:龍 凤:鳳 兰:蘭 丽:麗 红:紅 芸:蕓 云:雲 峰:峯 杰:傑 鹏:鵬 飞:飛 庆:慶 宁:甯,寧 宝:寶 泽:澤 润:潤 涛:濤 岩:巖 昆:崑 升:昇 喆:哲 群:羣 晋:晉 艺:藝 梦:夢 莹:瑩 玮:瑋 颖:穎 娇:嬌 静:靜 洁:潔 锋:鋒 鑫:金金金 淼:水水水 堃:坤 珏:玉玉 晖:暉 辉:煇,輝")

// soundAlike maps a character to others of its reading without tone, as an
// input method offers them: the 3,755 characters of the first level of GB 2312,
// and first those that names use.
var soundAlike = sync.OnceValue(func() map[rune][]rune {
	args := pinyin.NewArgs()
	byReading, seen := map[string][]rune{}, map[rune]bool{}
	add := func(c rune) {
		if p := pinyin.SinglePinyin(c, args); len(p) > 0 && !seen[c] {
			seen[c] = true
			byReading[p[0]] = append(byReading[p[0]], c)
		}
	}
	for _, sex := range chosenCharacters {
		for _, cohort := range sex {
			for _, c := range cohort {
				add(c)
			}
		}
	}
	for _, c := range commonSurnames {
		add(c)
	}
	gbk := simplifiedchinese.GBK.NewDecoder()
	for hi := byte(0xb0); hi <= 0xd7; hi++ {
		for lo := byte(0xa1); lo < 0xff; lo++ {
			if s, err := gbk.Bytes([]byte{hi, lo}); err == nil {
				for _, c := range string(s) {
					add(c)
				}
			}
		}
	}
	m := map[rune][]rune{}
	for _, group := range byReading {
		for _, c := range group {
			m[c] = group
		}
	}
	return m
})

// slipChineseName writes a name as the rates of the hand say.
func (h hand) slipChineseName(name string, s *source) string {
	c := []rune(name)
	at := len(c) - 1
	if at > 1 && h.chance(0.5) {
		at--
	}
	if h.chance(0.08) {
		at = 0
	}
	switch x := h.Float64() / h.care; {
	case x < rates.homophone*s.sound:
		if all := soundAlike()[c[at]]; len(all) > 1 { // the first offered are taken most
			c[at] = all[min(h.IntN(len(all)), h.IntN(len(all)))]
		}
	case x < rates.homophone*s.sound+rates.lookalike*s.ocr:
		if all := lookalikes()[c[at]]; all != nil {
			c[at] = pick(h.dice, all)
		}
	case x < rates.homophone*s.sound+rates.lookalike*s.ocr+rates.character:
		return h.slipCharacter(c, at)
	}
	if h.slips(rates.variant * s.old) {
		if v := variantForms[string(c[at])]; v != nil {
			return string(c[:at]) + pick(h.dice, v) + string(c[at+1:])
		}
	}
	name = string(c)
	if strings.Contains(name, "·") || len(c) > 3 {
		name = h.slipForeign(name)
	}
	return name
}

func (h hand) slipCharacter(c []rune, at int) string {
	switch {
	case h.chance(0.45) && len(c) == 3:
		c = append(c[:at], c[at+1:]...)
	case h.chance(0.5) && len(c) == 3:
		c[1], c[2] = c[2], c[1]
	case len(c) == 2:
		c = append(c, pick(h.dice, chosenCharacters[h.IntN(2)][h.IntN(4)]))
	}
	return string(c)
}

// slipForeign spells a name of another language another way, or its dot.
func (h hand) slipForeign(name string) string {
	if h.chance(0.15) {
		for _, p := range spellings {
			if strings.Contains(name, p[0]) {
				name = strings.Replace(name, p[0], p[1], 1)
				break
			}
		}
	}
	if h.chance(0.25) {
		name = strings.Replace(name, "·", pick(h.dice, []string{".", "•", "・", "", "．"}), 1)
	}
	if h.slips(0.05) {
		name, _, _ = strings.Cut(name, "·")
	}
	return name
}
