package chinese_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quanyuan/link/chinese"
	"quanyuan/link/compare"
	"quanyuan/refdata/hanzi"
)

// messyName draws names as lists have them: few characters, so that pairs are
// often alike.
var messyName = rapid.Custom(func(t *rapid.T) string {
	plain := rapid.StringOfN(rapid.SampledFrom([]rune("张章王单善伟玮卫建国囯國军己已宁玲英音欧阳歐陽")), 1, 5, -1).Draw(t, "name")
	switch rapid.IntRange(0, 12).Draw(t, "mess") {
	case 0:
		return plain + "(曾用名" + plain[:3] + "玮)"
	case 1:
		return plain[:3] + "□" + plain[3:]
	case 2:
		return plain + "·" + rapid.SampledFrom([]string{"买买提", "艾合买提", "伟"}).Draw(t, "part")
	case 3:
		return strings.Join(hanzi.Pinyin(plain), " ")
	case 4:
		return plain[:3] + "YAN"
	case 5:
		return plain + "之子"
	case 6:
		return rapid.SampledFrom([]string{"", "不详", "毛毛", "张某某", "?", "买买提·吐尔逊", "ZHANG WEI", "李（由页）"}).Draw(t, "special")
	}
	return plain
})

var anyText = rapid.OneOf(messyName, messyAddress, rapid.String(), rapid.StringMatching(`[0-9X*\-./年月日]{0,20}`), rapid.StringMatching(`51032219(90|85)0[12]0[1-3]54[0-9][0-9X]`),
	rapid.StringMatching(`(19|20)[89][0-9]-?[01][0-9]-?[0-3][0-9]`), rapid.StringMatching(`1[3-9][0-9*]{9}`))

// messyAddress draws addresses of the invented city.
var messyAddress = rapid.Custom(func(t *rapid.T) string {
	pick := func(what string, from ...string) string { return rapid.SampledFrom(from).Draw(t, what) }
	return pick("county", "", "东湖区", "西山县", "临河市东湖区") + pick("town", "", "银杏街道", "石板镇") + pick("community", "", "竹园社区", "柏树村") +
		pick("road", "", "桂花路12号", "腊梅路", "桂花苑", "3组12号") + pick("room", "", "3栋2单元301", "3-2-301", "4幢", "301室")
})

// What every comparator promises.
func TestContract(t *testing.T) {
	for i, c := range append(chinese.Comparators(), inventedCity(t)) {
		t.Run(fmt.Sprint(i, " ", c.Name()), func(t *testing.T) {
			levels := c.Levels()
			last := uint8(len(levels) - 1)
			if len(levels) > compare.MaxLevels || levels[compare.Null].Name != "null" || levels[compare.Else].Name != "else" {
				t.Fatalf("levels %v", levels)
			}
			rapid.Check(t, func(t *rapid.T) {
				values := append([]string{""}, rapid.SliceOfN(anyText, 1, 6).Draw(t, "values")...)
				slices.Sort(values) // a column holds each text once
				values = slices.Compact(values)
				p := c.Prepare(values)
				if !p.Missing(0) {
					t.Fatal("the empty value is not missing")
				}
				for a := range values {
					for b := range values {
						a, b := uint32(a), uint32(b)
						if p.Missing(a) || p.Missing(b) {
							continue
						}
						l := p.Level(a, b)
						if l > last {
							t.Fatalf("Level(%q, %q) = %d, the last is %d", values[a], values[b], l, last)
						}
						if back := p.Level(b, a); back != l {
							t.Fatalf("Level(%q, %q) = %s, the other way round %s", values[a], values[b], levels[l].Name, levels[back].Name)
						}
						if a == b && l != last {
							t.Fatalf("Level of %q with itself = %s", values[a], levels[l].Name)
						}
						// What a pair is graded does not depend on the rest of the column.
						if alone := c.Prepare([]string{values[a], values[b]}); a != b && alone.Level(0, 1) != l {
							t.Fatalf("Level(%q, %q) = %s, in a column of their own %s", values[a], values[b], levels[l].Name, levels[alone.Level(0, 1)].Name)
						}
					}
				}
			})
		})
	}
}

// plainName is the oracle: the rules for names of two to four known
// characters, written for reading and without any packing.
func plainName(a, b string) string {
	x, y := []rune(a), []rune(b)
	fx, fy := []rune(hanzi.FoldString(a)), []rune(hanzi.FoldString(b))
	sx, _ := hanzi.SplitName(a)
	sy, _ := hanzi.SplitName(b)
	nx, ny := len([]rune(sx)), len([]rune(sy))
	if string(x) == string(y) {
		return "exact"
	}
	if string(fx) == string(fy) {
		return "variant"
	}
	if len(x) == len(y) {
		names := []string{"else", "near", "homophone", "homophone_tone"}
		worst := 3
		for i := range fx {
			if fx[i] != fy[i] {
				worst = min(worst, max(soundGrade(readingsAt(x, nx, i), readingsAt(y, ny, i)), shapeGrade(fx[i], fy[i])))
			}
		}
		if worst > 0 {
			return names[worst]
		}
		if chinese.CharactersKey(a) == chinese.CharactersKey(b) {
			return "near"
		}
	}
	if len(fx) > len(fy) {
		fx, fy, nx, ny = fy, fx, ny, nx
	}
	if len(fx)+1 == len(fy) {
		for i := range fy {
			if string(fy[:i])+string(fy[i+1:]) == string(fx) {
				if len(fx) == 1 {
					return "null"
				}
				return "incomplete"
			}
		}
	}
	sameFamily := string(fx[:nx]) == string(fy[:ny])
	gx, gy := fx[nx:], fy[ny:]
	if string(gx) == string(gy) && len(gx) >= 2 {
		return "one_differs"
	}
	if sameFamily && (len(gx) == 0 || len(gy) == 0) {
		return "null"
	}
	if sameFamily && len(gx) == len(gy) && len(gx) >= 2 {
		n := 0
		for i := range gx {
			if gx[i] != gy[i] {
				n++
			}
		}
		if n == 1 {
			return "one_differs"
		}
	}
	if sameFamily {
		return "surname"
	}
	return "else"
}

func readingsAt(name []rune, surname, i int) []hanzi.Syllable {
	if i < surname {
		return hanzi.SurnameReadings(string(name[:surname]))[i]
	}
	set := hanzi.Readings(name[i])
	return set[:min(2, len(set))]
}

func soundGrade(a, b []hanzi.Syllable) int {
	best := 0
	for _, x := range a {
		for _, y := range b {
			switch {
			case x == y:
				best = max(best, 3)
			case x.Toneless() == y.Toneless():
				best = max(best, 2)
			case x.Regional() == y.Regional():
				best = max(best, 1)
			}
		}
	}
	return best
}

func shapeGrade(a, b rune) int {
	if hanzi.LookAlike(a, b) > 0 {
		return 1
	}
	return 0
}

func TestNameAgreesWithPlainOracle(t *testing.T) {
	name := rapid.StringOfN(rapid.SampledFrom([]rune("张章王单善伟玮卫建国囯國军己已宁玲英音欧阳歐陽候侯末未房黄")), 2, 4, -1)
	levels := chinese.Name{}.Levels()
	rapid.Check(t, func(t *rapid.T) {
		a, b := name.Draw(t, "a"), name.Draw(t, "b")
		p := chinese.Name{}.Prepare([]string{a, b})
		if got, want := levels[p.Level(0, 1)].Name, plainName(a, b); got != want {
			t.Fatalf("%s | %s is %s, want %s", a, b, got, want)
		}
	})
}

// Names that share a drop key are the ones a slip apart, and no slip is missed.
func TestDropKeysFindSlips(t *testing.T) {
	name := rapid.StringOfN(rapid.SampledFrom([]rune("张王伟建国军英")), 3, 4, -1)
	rapid.Check(t, func(t *rapid.T) {
		a := []rune(name.Draw(t, "a"))
		b := append([]rune{}, a...)
		i := rapid.IntRange(0, len(b)-1).Draw(t, "place")
		if rapid.Bool().Draw(t, "drop") {
			b = append(b[:i], b[i+1:]...)
		} else {
			b[i] = '芳'
		}
		for _, k := range chinese.DropKeys(string(a)) {
			for _, l := range chinese.DropKeys(string(b)) {
				if k == l {
					return
				}
			}
		}
		t.Fatalf("%s and %s share no key", string(a), string(b))
	})
}

// Grading allocates nothing, whatever the values.
func TestLevelAllocatesNothing(t *testing.T) {
	values := []string{"张伟", "章玮", "张□国", "阿不都·热合曼", "ZHANG WEI", "张伟(曾用名张卫)", "爱新觉罗明轩", "510322199001015438", "510322900101543", "E12345678", "51032219901015438",
		"1985-03-07", "农历1985年三月初七", "1985.03", "13712345679/15912349876", "137****5679"}
	for _, c := range chinese.Comparators() {
		if c.Name() == "cn_address" {
			continue // refdata/address makes two small allocations for a pair that may be one place
		}
		p := c.Prepare(values)
		n := testing.AllocsPerRun(10, func() {
			for a := range values {
				for b := range values {
					if !p.Missing(uint32(a)) && !p.Missing(uint32(b)) {
						p.Level(uint32(a), uint32(b))
					}
				}
			}
		})
		if n != 0 {
			t.Errorf("%s: %v allocations", c.Name(), n)
		}
	}
}

// A column of more characters than fit a lane is graded like a small one.
func TestNamesBeyondLanes(t *testing.T) {
	values := []string{""}
	for r := rune(0x3400); r < 0x4DB0; r++ {
		values = append(values, "王"+string(r))
	}
	for r := rune(0x4E00); r < 0x9FA0; r++ {
		values = append(values, "李"+string(r))
	}
	for r := rune(0x20000); r < 0x2A6D0; r++ {
		values = append(values, "张"+string(r))
	}
	values = append(values, "张伟", "章玮", "张伟国", "单𪚥𪚥", "善𪚥𪚥")
	levels := chinese.Name{}.Levels()
	p := chinese.Name{}.Prepare(values)
	n := uint32(len(values))
	for _, c := range []struct {
		a, b uint32
		want string
	}{{n - 5, n - 4, "homophone_tone"}, {n - 5, n - 3, "incomplete"}, {n - 2, n - 1, "homophone_tone"}, {n - 5, n - 1, "else"}, {1, 2, "surname"}} {
		if got := levels[p.Level(c.a, c.b)].Name; got != c.want {
			t.Errorf("%s | %s is %s, want %s", values[c.a], values[c.b], got, c.want)
		}
	}
}
