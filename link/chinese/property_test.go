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
				checkBatch(t, p, values)
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

// checkBatch checks that many pairs at a time are graded as one is.
func checkBatch(t *rapid.T, p compare.Prepared, values []string) {
	batch, ok := p.(compare.Batch)
	if !ok {
		return
	}
	var x, y []uint32
	for a := range uint32(len(values)) {
		for b := range uint32(len(values)) {
			if !p.Missing(a) && !p.Missing(b) {
				x, y = append(x, a), append(y, b)
			}
		}
	}
	to := make([]uint8, len(x))
	batch.LevelAll(x, y, to)
	for i, got := range to {
		if want := p.Level(x[i], y[i]); got != want {
			t.Fatalf("Level(%q, %q) = %d, among many %d", values[x[i]], values[y[i]], want, got)
		}
	}
}

// Adding values is as good as preparing them.
func TestGrowing(t *testing.T) {
	for i, c := range append(chinese.Comparators(), inventedCity(t)) {
		t.Run(fmt.Sprint(i, " ", c.Name()), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				values := rapid.SliceOfNDistinct(anyText, 1, 8, rapid.ID).Draw(t, "values")
				cut := rapid.IntRange(0, len(values)).Draw(t, "cut")
				all, part := c.Prepare(values), c.Prepare(values[:cut]).(compare.Growing)
				for i, v := range values[cut:] {
					if n := part.Add(v); int(n) != cut+i {
						t.Fatalf("value %d was added as %d", cut+i, n)
					}
				}
				for a := range uint32(len(values)) {
					if all.Missing(a) != part.Missing(a) {
						t.Fatalf("%q is missing: %v, when added %v", values[a], all.Missing(a), part.Missing(a))
					}
					for b := range a {
						if all.Missing(a) || all.Missing(b) {
							continue
						}
						if x, y := all.Level(a, b), part.Level(a, b); x != y {
							t.Fatalf("%q, %q: level %d, when added %d", values[a], values[b], x, y)
						}
					}
				}
			})
		})
	}
}

// Values that come in stretches are prepared as those that come together.
func TestStretches(t *testing.T) {
	for i, c := range append(chinese.Comparators(), inventedCity(t)) {
		streamed, ok := c.(compare.Streamed)
		if !ok {
			continue
		}
		t.Run(fmt.Sprint(i, " ", c.Name()), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				values := rapid.SliceOfN(anyText, 1, 12).Draw(t, "values")
				all := c.Prepare(values)
				parts := streamed.PrepareAll(len(values), slices.Chunk(values, rapid.IntRange(1, 5).Draw(t, "stretch")))
				for a := range uint32(len(values)) {
					if all.Missing(a) != parts.Missing(a) {
						t.Fatalf("%q is missing: %v, in stretches %v", values[a], all.Missing(a), parts.Missing(a))
					}
					for b := range a {
						if all.Missing(a) || all.Missing(b) {
							continue
						}
						if x, y := all.Level(a, b), parts.Level(a, b); x != y {
							t.Fatalf("%q, %q: level %d, in stretches %d", values[a], values[b], x, y)
						}
					}
				}
			})
		})
	}
}

// A column of several pieces is graded like a small one.
func TestManyValues(t *testing.T) {
	for _, c := range chinese.Comparators() {
		values := append(columns[c.Name()](9000), "李小明（曾用名李明）", "阿不都·热合曼", "E12345678", "农历1985年三月初七", "13712345679/15912349876")
		p := c.Prepare(values)
		n := len(values)
		for i := range 300 {
			a, b := n-1-i%7, i*31%n
			pair := c.Prepare([]string{values[a], values[b]})
			if p.Missing(uint32(a)) != pair.Missing(0) || p.Missing(uint32(b)) != pair.Missing(1) {
				t.Fatalf("%s: %q, %q: missing in one way only", c.Name(), values[a], values[b])
			}
			if pair.Missing(0) || pair.Missing(1) || a == b {
				continue
			}
			if x, y := p.Level(uint32(a), uint32(b)), pair.Level(0, 1); x != y {
				t.Fatalf("%s: %q, %q: level %d, by themselves %d", c.Name(), values[a], values[b], x, y)
			}
		}
	}
}

func TestCatalogue(t *testing.T) {
	for _, want := range chinese.Comparators() {
		c, err := chinese.Catalogue().New(want.Name(), nil)
		if err != nil || c.Name() != want.Name() {
			t.Errorf("%s: %v", want.Name(), err)
		}
	}
	c, err := chinese.Catalogue().Read("any_of", map[string]any{"inner": "hanzi_name", "separator": "、"})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Levels()[c.Prepare([]string{"张伟、王芳", "王方"}).Level(0, 1)].Name; got != "homophone" && got != "homophone_tone" {
		t.Errorf("the nearest names are %s", got)
	}
	if _, err := chinese.Catalogue().New("cn_adress", nil); err == nil || !strings.Contains(err.Error(), `"cn_address"`) {
		t.Errorf("%v", err)
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
		"1985-03-07", "农历1985年三月初七", "1985.03", "13712345679/15912349876", "137****5679", "成都市锦江区春熙路12号3栋2单元301", "成都市锦江区春西路12号3-2-301", "锦江区锦绣花园3-2-301", "锦江区锦绣花苑3栋301"}
	for _, c := range chinese.Comparators() {
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
