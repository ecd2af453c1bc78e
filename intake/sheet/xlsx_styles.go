package sheet

import "strings"

// cellStyle is what matters of a cell's format.
type cellStyle struct {
	form  numberForm
	flags Flags
}

type flagElement struct {
	Val string `xml:"val,attr"`
}

func (e *flagElement) on() bool {
	return e != nil && e.Val != "0" && e.Val != "false"
}

type edge struct {
	Style string `xml:"style,attr"`
}

func (e edge) thick() bool { return e.Style == "medium" || e.Style == "thick" || e.Style == "double" }

type colour struct {
	RGB     string `xml:"rgb,attr"`
	Theme   string `xml:"theme,attr"`
	Indexed string `xml:"indexed,attr"`
}

// black reports whether a font colour is the ordinary one: theme 1 and index
// 8 are black, 64 is the system's.
func (c *colour) black() bool {
	if c == nil {
		return true
	}
	if c.RGB != "" {
		return strings.HasSuffix(c.RGB, "000000")
	}
	return c.Theme == "1" || c.Theme == "" && (c.Indexed == "" || c.Indexed == "8" || c.Indexed == "64" || c.Indexed == "0")
}

// readStyles reads the formats that cells refer to by number.
func (p *parts) readStyles(name string) ([]cellStyle, error) {
	var sheet struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Fonts []struct {
			Strike *flagElement `xml:"strike"`
			Color  *colour      `xml:"color"`
		} `xml:"fonts>font"`
		Fills []struct {
			Pattern struct {
				Type string  `xml:"patternType,attr"`
				Fg   *colour `xml:"fgColor"`
			} `xml:"patternFill"`
			Gradient *struct{} `xml:"gradientFill"`
		} `xml:"fills>fill"`
		Borders []struct {
			Left   edge `xml:"left"`
			Right  edge `xml:"right"`
			Top    edge `xml:"top"`
			Bottom edge `xml:"bottom"`
		} `xml:"borders>border"`
		Xfs []struct {
			Format int `xml:"numFmtId,attr"`
			Font   int `xml:"fontId,attr"`
			Fill   int `xml:"fillId,attr"`
			Border int `xml:"borderId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := p.decode(name, &sheet); err != nil {
		return nil, err
	}
	forms := map[int]numberForm{}
	for _, f := range sheet.Formats {
		forms[f.ID] = parseForm(f.Code)
	}
	styles := make([]cellStyle, len(sheet.Xfs))
	for i, xf := range sheet.Xfs {
		s := &styles[i]
		form, ok := forms[xf.Format]
		if !ok {
			form = builtinForm(xf.Format)
		}
		s.form = form
		if within(xf.Font, len(sheet.Fonts)) {
			if f := sheet.Fonts[xf.Font]; f.Strike.on() {
				s.flags |= Struck
			}
			if !sheet.Fonts[xf.Font].Color.black() {
				s.flags |= Coloured
			}
		}
		if within(xf.Fill, len(sheet.Fills)) {
			f := sheet.Fills[xf.Fill]
			white := f.Pattern.Fg != nil && (strings.HasSuffix(strings.ToUpper(f.Pattern.Fg.RGB), "FFFFFF") || f.Pattern.Fg.Theme == "0")
			// Fill 1 is the pattern that every file carries and no cell uses.
			if f.Gradient != nil || f.Pattern.Type != "" && f.Pattern.Type != "none" && xf.Fill != 1 && !white {
				s.flags |= Filled
			}
		}
		if within(xf.Border, len(sheet.Borders)) {
			b := sheet.Borders[xf.Border]
			if b.Left.thick() && b.Right.thick() && b.Top.thick() && b.Bottom.thick() {
				s.flags |= Framed
			}
		}
	}
	return styles, nil
}

func within(i, n int) bool { return i >= 0 && i < n }
