package web_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"
)

func init() {
	visits = append(visits,
		visit{"overview-city", "city", at("/overview")},
		visit{"overview-leader", "leader", at("/overview")},
		visit{"overview-clerk", "clerk", at("/overview")},
		visit{"map", "system", at("/map")},
	)
}

// A leader sees how it stands, goes down to a town and a community, and finds
// no way to a person.
func TestLeadInBrowser(t *testing.T) {
	beside(t)
	w := openTown(t)
	w.turn(30 * 24 * time.Hour) // to the second of the month after: there is a whole month to publish
	b := w.browse().as("leader")
	b.open("/overview")
	b.picture("lead-before-zh")
	for range 3 {
		if b.number(`document.querySelectorAll(".lead-tiles a").length`) == 0 {
			break
		}
		was := b.eval("location.pathname")
		b.press(".lead-tiles a")
		b.wait(`location.pathname !== "` + was + `" && location.pathname.startsWith("/overview/")`)
	}
	if b.number(`document.querySelectorAll("#ahead").length`) != 0 || b.number(`document.querySelectorAll(".crumbs a").length`) == 0 {
		t.Error("the way down does not end in a community")
	}
	b.picture("lead-community-zh")
	if n := b.number(`document.querySelectorAll('a[href^="/persons"], a[href^="/tasks"]').length`); n != 0 {
		t.Errorf("%d ways lead to persons", n)
	}
	b.open("/overview")
	b.press(`form[action$="/publish"] button`)
	b.wait(`location.pathname.startsWith("/overview/") && document.querySelector("#pyramid") !== null`)
	if b.number(`document.querySelectorAll('form[action$="/publish"]').length`) != 0 {
		t.Error("the tables are published and still asked for")
	}
	if b.number(`document.querySelectorAll("#pyramid svg rect").length`) == 0 {
		t.Error("no pyramid is drawn")
	}
	b.accessible("overview with what is published")
	b.picture("lead-zh")
	b.scheme("dark")
	b.picture("lead-dark-zh")
	b.scheme("light")
	b.print("lead-print-zh")
}

// Whoever asks for another's division gets nothing, and every figure leaves as
// a workbook.
func TestLeadRights(t *testing.T) {
	w := openTown(t)
	clerk := w.as("clerk")
	own, _ := clerk.get("/overview")
	for _, a := range w.accounts {
		if a.Name == "clerk2" {
			clerk.wants(http.StatusNotFound, "/overview/"+a.Division)
		}
	}
	clerk.wants(http.StatusNotFound, "/overview/123")
	res, body := clerk.get(own.Request.URL.Path + "?as=xlsx")
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(body, "PK") {
		t.Errorf("the workbook is %d %.20q", res.StatusCode, body)
	}
}

// atHome is a path with the division of whoever visits it in the place of
// {home}.
func atHome(account, path string) func(*town) string {
	return func(w *town) string {
		for _, a := range w.accounts {
			if a.Name == account && a.Division != "" {
				return strings.ReplaceAll(path, "{home}", a.Division)
			}
		}
		return strings.ReplaceAll(path, "{home}", w.desk.Home())
	}
}

// mapOf is a map on which the communities of the town stand beside each other.
func (w *town) mapOf() string {
	var features []string
	for i, c := range w.desk.Tree().Communities("") {
		if division := string(c.Code); strings.HasPrefix(division, w.desk.Home()[:6]) {
			x := 104 + float64(i%9)/100
			features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"adcode":%q},"geometry":{"type":"Polygon","coordinates":[[[%.2f,30],[%.2f,30],[%.2f,30.01],[%.3f,30.013],[%.2f,30.01],[%.2f,30]]]}}`, division, x, x+.01, x+.01, x+.005, x, x))
		}
	}
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

// uploadMap sends a map as the form does.
func (v *visitor) uploadMap(property, file string) (*http.Response, string) {
	v.w.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	check(v.w.t, form.WriteField("property", property))
	part, err := form.CreateFormFile("file", "map.geojson")
	check(v.w.t, err)
	_, err = part.Write([]byte(file))
	check(v.w.t, err)
	check(v.w.t, form.Close())
	req, err := http.NewRequest("POST", v.w.URL+"/map", &b)
	check(v.w.t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := v.Do(req)
	return v.read(res, err)
}

// An administrator gives the pages a map; what is none is refused with the
// reason; divisions on it lead down.
func TestLeadMapInBrowser(t *testing.T) {
	beside(t)
	w := openTown(t)
	system := w.as("system")
	for _, bad := range []struct{ property, file, says string }{
		{"adcode", "<kml/>", "不是 GeoJSON"}, {"name", w.mapOf(), "不是区划编码"}, {"adcode", strings.ReplaceAll(w.mapOf(), ",30]", ",3000000]"), "不是经纬度的面"},
	} {
		if res, body := system.uploadMap(bad.property, bad.file); res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(body, bad.says) {
			t.Errorf("%s: %d, and not %q", bad.property, res.StatusCode, bad.says)
		}
	}
	if res, _ := w.as("city").uploadMap("adcode", w.mapOf()); res.StatusCode != http.StatusForbidden {
		t.Errorf("an office sets the map: %d", res.StatusCode)
	}
	if res, body := system.uploadMap("adcode", w.mapOf()); res.StatusCode != http.StatusOK || !strings.Contains(body, "<path") {
		t.Fatalf("the map is not taken: %d\n%s", res.StatusCode, mainOf(body))
	}
	b := w.browse().as("city")
	b.open("/overview?show=residents")
	b.accessible("overview with a map")
	b.picture("lead-map-zh")
	was := b.eval("location.pathname")
	b.press(".lead-map a")
	b.wait(`location.pathname !== "` + was + `"`)
	system.post("/map/remove", nil)
	b.open("/overview")
	if b.number(`document.querySelectorAll(".lead-tiles li").length`) == 0 {
		t.Error("without a map there are no tiles")
	}
}
