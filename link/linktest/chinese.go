package linktest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// ChineseColumns are the columns of [ChinesePeople]; cluster is the truth.
var ChineseColumns = []string{"编号", "姓名", "性别", "出生日期", "身份证号码", "民族", "居住地址", "电话号码", "cluster"}

var (
	hanSurnames = []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")
	hanGiven    = []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉鹏飞宇浩然子轩梓涵欣怡佳琪思雨晨曦嘉豪俊熙博雅婷雪梅春燕志海波斌龙凤珍淑慧琳萍莉颖倩颜璐瑶诗语若溪可馨一诺奕辰沐阳泽宏祥瑞德福贵荣昌盛永安康宁和顺庆喜乐天成才大中小光亮晓东南西北山川江河湖洲岩松柏林森木火土金水")
	hanMistakes = []rune("玮方哪闵靖立墙雷君阳永燕洁鹃滔鸣朝秃侠萍钢贵瑛花钰岚宏健囯纹晖朋菲")
)

// ChinesePeople makes records of invented people in Chinese, shuffled:
// households with one address and often one telephone, identity numbers with
// check digits, twins whose numbers follow each other.
func ChinesePeople(p Population) [][]string {
	w := &world{Rand: rand.New(rand.NewPCG(p.Seed, 78)), p: p}
	surname := rand.NewZipf(w.Rand, 1.05, 4, uint64(len(hanSurnames)-1))
	given := rand.NewZipf(w.Rand, 1.05, 40, uint64(len(hanGiven)-1))
	name := func(s rune) string {
		n := string(s) + string(hanGiven[given.Uint64()])
		if w.Float64() < .75 {
			n += string(hanGiven[given.Uint64()])
		}
		return n
	}
	for range p.Households {
		region := fmt.Sprintf("5101%02d", 4+w.IntN(20))
		home := w.hanHome()
		phone := w.number("13", 9)
		s := hanSurnames[surname.Uint64()]
		year := 1940 + w.IntN(55)
		add := func(n, sex, birth string, order int) {
			id := region
			if w.Float64() < .3 {
				id = w.number("51", 4)
			}
			odd := 0
			if sex == "男" {
				odd = 1
			}
			id = withCheck(id + strings.ReplaceAll(birth, "-", "") + fmt.Sprintf("%03d", order*2%998+odd))
			own := phone
			if w.Float64() < .6 {
				own = w.number("15", 9)
			}
			w.hanRecords(n, sex, birth, id, home, own)
		}
		add(name(s), "男", w.birth(year, year+2), w.IntN(499))
		if w.Float64() < .6 {
			add(name(hanSurnames[surname.Uint64()]), "女", w.birth(year-3, year+5), w.IntN(499))
			for range w.IntN(3) {
				b := w.birth(year+22, year+38)
				births := 1
				if w.Float64() < p.Twins {
					births = 2
				}
				order := w.IntN(490)
				for i := range births {
					add(name(s), []string{"男", "女"}[w.IntN(2)], b, order+i)
				}
			}
		}
	}
	w.Shuffle(len(w.rows), func(i, j int) { w.rows[i], w.rows[j] = w.rows[j], w.rows[i] })
	for i, r := range w.rows {
		r[0] = fmt.Sprint(i + 1)
	}
	return w.rows
}

func (w *world) hanHome() string {
	street := []string{"春熙路", "人民南路", "天府大道", "建设路", "光华村街", "双楠路", "玉林街", "牛市口路", "府青路", "万年场"}[w.IntN(10)]
	return fmt.Sprintf("成都市锦江区%s街道%s%d号%d栋%d单元%d号", []string{"书院街", "春熙路", "龙舟路", "沙河", "东光", "狮子山"}[w.IntN(6)], street, 1+w.IntN(200), 1+w.IntN(20), 1+w.IntN(4), 100*(1+w.IntN(18))+1+w.IntN(6))
}

// hanRecords writes a person once or several times.
func (w *world) hanRecords(name, sex, birth, id, home, phone string) {
	w.persons++
	n := 1
	if w.Float64() < w.p.Duplicates {
		n += 1 + w.IntN(2)
	}
	for i := range n {
		cells := []string{name, sex, birth, id, "汉族", home, phone}
		if w.Float64() < .05 {
			cells[4] = "回族"
		}
		if i > 0 && w.Float64() < w.p.Noise.Moved {
			cells[5] = w.hanHome()
		}
		for j, s := range cells {
			missing := w.p.Noise.Missing
			if j == 3 {
				missing = .3 // many lists do not ask for the number
			}
			switch u := w.Float64(); {
			case u < missing:
				cells[j] = ""
			case u > missing+w.p.Noise.Typo || j == 1 || j == 4:
			case j == 0:
				r := []rune(s)
				r[1+w.IntN(len(r)-1)] = hanMistakes[w.IntN(len(hanMistakes))]
				cells[j] = string(r)
			case j == 5:
				cells[j] = strings.TrimPrefix(s, "成都市锦江区")
			default:
				cells[j] = w.typo(s)
			}
		}
		w.rows = append(w.rows, append(append([]string{""}, cells...), fmt.Sprint(w.persons)))
	}
}

// withCheck adds the check digit of GB 11643 (ISO 7064 MOD 11-2).
func withCheck(s string) string {
	sum := 0
	for i, r := range s {
		sum += int(r-'0') * (1 << (17 - i) % 11)
	}
	return s + string("10X98765432"[sum%11])
}
