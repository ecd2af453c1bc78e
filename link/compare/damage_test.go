package compare

import "testing"

func TestDamagedTextsSayNothing(t *testing.T) {
	for text, want := range map[string]bool{
		"":              false,
		"Müller":        false,
		"Ådne Øyå":      false,
		"Åå":            false, // too short to tell
		"été à Orléans": false,
		"Đỗ Thị Ánh":    false,
		"春江路 12号":       false,
		"Ёлкина Мария":  false,
		"ã ã³ ã ã¼ãª":   true, // kana in Latin-1, marks of the middle lost
		"ã\u0081\u0082ã\u0081\u0084ã\u0081\u0086": true,
		"ÕÅÈý":                       true, // hanzi of GBK in Latin-1
		"Èâàíîâà Ìàðèÿ":              true, // Cyrillic of Windows-1251
		"Track 1 ã ã live":           false,
		"\ufffd\ufffd\ufffd\ufffd 3": true,
		"caf\ufffd":                  false,
	} {
		if got := Damaged(text); got != want {
			t.Errorf("%q is damaged: %v, want %v", text, got, want)
		}
	}
	// Two such texts are no evidence, however alike they look.
	c, err := Tokens(0.5)
	if err != nil {
		t.Fatal(err)
	}
	p := c.Prepare([]string{"ã ã³ ã ã¼", "ã ã ã³ ã ã²", "Stille Nacht"})
	for i, want := range []bool{true, true, false} {
		if p.Missing(uint32(i)) != want {
			t.Errorf("text %d is missing: %v, want %v", i, !want, want)
		}
	}
}
