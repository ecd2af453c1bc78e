package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
)

// TestComingInAndGoing: an account comes in with its password, is told its
// rights, and its token ends with the session.
func TestComingInAndGoing(t *testing.T) {
	c := openCity(t)
	c.token("li")
	c.refused(http.StatusForbidden, "login.wrong", "", "POST", "/sessions", object{"account": "li", "password": "x"})
	c.refused(http.StatusForbidden, "login.wrong", "", "POST", "/sessions", object{"account": "nobody", "password": password})
	o, _ := c.want(200, "li", "GET", "/me", nil)
	rights := map[string]any{}
	for _, r := range o["rights"].([]any) {
		rights[r.(object)["action"].(string)] = r.(object)["how"]
	}
	if o["name"] != "某li" || o["place"] != "春江社区" || rights["correct"] != "inside" || rights["unmask"] != "purpose" || rights["pin"] != nil {
		t.Errorf("a clerk is told %v", o)
	}
	c.refused(http.StatusForbidden, "login.wrong", "li", "POST", "/me/password", object{"old": "x", "new": password + "!"})
	c.want(http.StatusNoContent, "li", "DELETE", "/sessions/current", nil)
	c.refused(http.StatusUnauthorized, "api.no_token", "li", "GET", "/me", nil)
	c.refused(http.StatusUnauthorized, "api.no_token", "", "DELETE", "/sessions/current", nil)
	c.want(http.StatusNoContent, "wang", "POST", "/me/password", object{"old": password, "new": password + "!"})
	c.refused(http.StatusUnauthorized, "api.no_token", "wang", "GET", "/me", nil)
}

// TestGuessingIsSlow: an address that fails again and again must wait, whatever
// account it names; who came in before is not kept out.
func TestGuessingIsSlow(t *testing.T) {
	c := openCity(t)
	c.token("li")
	guess := func(i int) (int, http.Header) {
		res, _ := c.ask("", "POST", "/api/v1/sessions", object{"account": fmt.Sprint("guess", i), "password": "x"})
		return res.StatusCode, res.Header
	}
	for i := range 30 {
		if status, _ := guess(i); status != http.StatusForbidden {
			t.Fatalf("guess %d: %d", i, status)
		}
	}
	if status, h := guess(30); status != http.StatusTooManyRequests || h.Get("Retry-After") != "10" {
		t.Errorf("one guess too many: %d %v", status, h)
	}
	c.refused(http.StatusTooManyRequests, "login.slow", "", "POST", "/sessions/redeem", object{"number": "P001", "code": "x"})
	c.want(200, "li", "GET", "/me", nil)
	c.now = c.now.Add(10 * time.Second)
	c.token("wang") // a try has come back, and a success does not use it up
	c.token("zhou")
	if status, _ := guess(31); status != http.StatusForbidden {
		t.Errorf("a guess after a while: %d", status)
	}
	if status, _ := guess(32); status != http.StatusTooManyRequests {
		t.Errorf("and the next: %d", status)
	}
}

// TestResidentsSeeThemselves with a code from their community.
func TestResidentsSeeThemselves(t *testing.T) {
	c := openCity(t)
	code, err := c.desk.Invite(context.Background(), quanyuan.Principal{Account: "li", Name: "某li", Post: quanyuan.Clerk, Division: "510198001001"}, "P001")
	check(t, err)
	c.refused(http.StatusForbidden, "login.code", "", "POST", "/sessions/redeem", object{"number": "P001", "code": "AAAAAAAAAA"})
	o, _ := c.want(http.StatusCreated, "", "POST", "/sessions/redeem", object{"number": "P001", "code": strings.ToLower(code)})
	c.tokens["P001"] = o["token"].(string)
	c.refused(http.StatusForbidden, "login.code", "", "POST", "/sessions/redeem", object{"number": "P001", "code": code})
	o, _ = c.want(200, "P001", "GET", "/me/record", nil)
	if v := o["values"].(object); o["number"] != "P001" || v["id_number"].(object)["text"] != "510104196203150112" {
		t.Errorf("a resident sees %v", o)
	}
	c.refused(http.StatusForbidden, "access.own", "P001", "GET", "/persons/P002", nil)
	c.refused(http.StatusForbidden, "access.post", "P001", "POST", "/searches", object{"values": object{"name": "刘玉兰"}})
	c.want(200, "li", "GET", "/persons/P001", nil)
	o, _ = c.want(200, "P001", "GET", "/persons/P001/lookers?limit=500", nil)
	if !slices.ContainsFunc(o["lines"].([]any), func(l any) bool { return l.(object)["account"] == "li" && l.(object)["action"] == "view" }) {
		t.Errorf("nobody has looked: %v", o)
	}
	c.refused(http.StatusForbidden, "access.post", "li", "GET", "/persons/P001/lookers", nil)
}

// TestSearchBeforeAdding: whom the city has is found and not added; who is new
// is added on the receipt, once.
func TestSearchBeforeAdding(t *testing.T) {
	c := openCity(t)
	here := object{"name": "陈建国", "birth_date": "1962年3月15日", "id_number": "510104196203150112"}
	o, _ := c.want(http.StatusCreated, "wang", "POST", "/searches", object{"values": here})
	found := o["candidates"].([]any)
	if len(found) == 0 || o["known"] != true {
		t.Fatalf("found %v", o)
	}
	p := found[0].(object)["person"].(object)
	values := p["values"].(object)
	if p["number"] != "P001" || values["id_number"].(object)["text"] != "510104********0112" || values["phone"] != nil {
		t.Errorf("another community's clerk sees %v", p)
	}
	add := func(v object, receipt any) object {
		w := object{"community_code": "510198001002", "hukou_status": "户口在本社区", "residence_status": "现住本社区", "sex": "男"}
		for k, x := range v {
			w[k] = x
		}
		return object{"values": w, "receipt": receipt}
	}
	c.refused(422, "search.elsewhere", "wang", "POST", "/persons", add(here, o["receipt"]))
	fresh := object{"name": "欧阳初晴", "birth_date": "2001-09-09"}
	c.refused(422, "search.needed", "wang", "POST", "/persons", add(fresh, ""))
	o, _ = c.want(http.StatusCreated, "wang", "POST", "/searches", object{"values": fresh})
	c.refused(http.StatusForbidden, "access.elsewhere", "li", "POST", "/persons", add(fresh, o["receipt"]))
	added, res := c.want(http.StatusCreated, "wang", "POST", "/persons", add(fresh, o["receipt"]), "Idempotency-Key", "a")
	again, _ := c.want(http.StatusCreated, "wang", "POST", "/persons", add(fresh, o["receipt"]), "Idempotency-Key", "a")
	if added["number"] != again["number"] || res.Header.Get("Location") != "/api/v1/persons/"+added["number"].(string) {
		t.Errorf("added %v and %v at %s", added["number"], again["number"], res.Header.Get("Location"))
	}
	c.refused(422, "search.used", "wang", "POST", "/persons", add(fresh, o["receipt"]))
}

func TestUnmaskNeedsAReason(t *testing.T) {
	c := openCity(t)
	ask := func(reason string) object { return object{"fields": []string{"id_number"}, "reason": reason} }
	c.refused(422, "access.reason", "li", "POST", "/persons/P001/unmask", ask("看看"))
	o, _ := c.want(200, "li", "POST", "/persons/P001/unmask", ask("核对本人证件"))
	if v := o["values"].(object); v["id_number"].(object)["text"] != "510104196203150112" || v["birth_date"].(object)["text"] != "1962-**-**" {
		t.Errorf("unmasked %v", v)
	}
	if o, _ := c.want(200, "li", "GET", "/persons/P001/households", nil); o["households"] == nil {
		t.Errorf("households %v", o)
	}
	c.refused(http.StatusForbidden, "access.post", "lin", "GET", "/persons/P001/households", nil)
}

// TestATransferOverHTTP goes from one community to the other and back.
func TestATransferOverHTTP(t *testing.T) {
	c := openCity(t)
	order := object{"kind": "residence", "from": "510198001001", "to": "510198001002", "reason": "搬家", "day": "2024-06-20", "persons": []string{"P001"}}
	c.refused(http.StatusForbidden, "access.post", "lin", "POST", "/transfers", order)
	c.refused(422, "request.invalid", "wang", "POST", "/transfers", object{"kind": "both", "reason": "搬家", "day": "2024-06-20", "colour": "blue"})
	o, res := c.want(http.StatusCreated, "wang", "POST", "/transfers", order)
	at := fmt.Sprint("/transfers/", o["id"])
	if o["state"] != "proposed" || o["mine"] != false {
		t.Errorf("proposed %v", o)
	}
	o, _ = c.want(200, "li", "GET", "/transfers?state=proposed&limit=1", nil)
	if ts := o["transfers"].([]any); len(ts) != 1 || ts[0].(object)["mine"] != true || o["next"] == nil {
		t.Errorf("on the other's desk %v", o)
	}
	c.refused(http.StatusPreconditionRequired, "api.if_match", "li", "POST", at+"/acts", object{"act": "accept"})
	seen := res.Header.Get("ETag")
	c.refused(422, "transfer.reason", "li", "POST", at+"/acts", object{"act": "refuse"}, "If-Match", seen)
	o, _ = c.want(200, "li", "POST", at+"/acts", object{"act": "accept"}, "If-Match", seen)
	if o["state"] != "accepted" {
		t.Errorf("accepted %v", o)
	}
	c.refused(http.StatusPreconditionFailed, "api.changed", "li", "POST", at+"/acts", object{"act": "accept"}, "If-Match", seen)
	if o, _ = c.want(200, "wang", "GET", "/persons/P001", nil); len(o["presences"].([]any)) != 2 {
		t.Errorf("after the move %v", o["presences"])
	}
	order["persons"] = []string{"P004"}
	c.want(http.StatusCreated, "wang", "POST", "/transfers", order)
	o, _ = c.want(200, "li", "POST", "/transfers/acts", object{"act": "refuse", "reason": "住在本社区", "ids": []string{"00000002", "00000001", "77"}})
	var came []string
	for _, x := range o["outcomes"].([]any) {
		if p, ok := x.(object)["problem"].(object); ok {
			came = append(came, p["key"].(string))
		} else {
			came = append(came, x.(object)["transfer"].(object)["state"].(string))
		}
	}
	if got := strings.Join(came, " "); got != "refused transfer.state paper.unknown" {
		t.Errorf("many at once: %s", got)
	}
	o, _ = c.want(200, "shen", "POST", "/transfers/acts", object{"act": "accept", "ids": []string{"00000002"}})
	if p := o["outcomes"].([]any)[0].(object)["problem"].(object); p["key"] != "access.post" {
		t.Errorf("an auditor's acts came to %v", p)
	}
	c.refused(404, "paper.unknown", "li", "GET", "/transfers/999", nil)
}

// TestQuestionsAndLots: two readers answer, and one signs for what is certain.
func TestQuestionsAndLots(t *testing.T) {
	c := openCity(t)
	ctx := context.Background()
	clusters, err := json.Marshal([]quanyuan.Cluster{{Name: "P003", Members: []quanyuan.ClusterMember{{Person: "P003", Probability: .8}, {Person: "P005", Probability: .8}}}})
	check(t, err)
	check(t, c.store.SetSetting(ctx, "clusters", clusters))
	check(t, c.desk.SetReviewSettings(ctx, quanyuan.Local("张运维"), desk.ReviewSettings{}))
	path := filepath.Join(t.TempDir(), "school.csv")
	check(t, os.WriteFile(path, []byte("姓名,性别,出生日期,社区编码\n陈建国,男,1962-03-15,510198001001\n"), 0o600))
	batch, err := c.desk.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.School}})
	check(t, err)
	check(t, c.store.ReplaceProposals(ctx, func(yield func(*quanyuan.Proposal, error) bool) {
		for r, err := range c.store.Records(ctx, batch.ID) {
			if !yield(&quanyuan.Proposal{Record: r.ID, Batch: batch.ID, Outcome: quanyuan.Same, Person: "P001", Probability: .99, Placed: "510198001001"}, err) {
				return
			}
		}
	}))
	_, err = c.desk.PrepareRulings(ctx, quanyuan.Local("张运维"), nil)
	check(t, err)

	o, _ := c.want(200, "wang", "GET", "/rulings", nil)
	qs := o["questions"].([]any)
	if len(qs) != 1 {
		t.Fatalf("questions %v", o)
	}
	at := fmt.Sprint("/rulings/", qs[0].(object)["id"])
	o, _ = c.want(200, "wang", "GET", at, nil)
	if raw, _ := json.Marshal(o); len(o["differences"].([]any)) == 0 || strings.Contains(string(raw), "510104199001050328") {
		t.Errorf("the question shows %s", raw)
	}
	c.refused(404, "paper.unknown", "li", "GET", at, nil)
	c.refused(422, "request.invalid", "wang", "POST", at+"/answers", object{"answer": "perhaps"})
	c.want(http.StatusNoContent, "wang", "POST", at+"/answers", object{"answer": "same", "holds": object{"residence_status": "510198001002", "hukou_status": "510198001002"}})
	if o, _ = c.want(200, "wang", "GET", "/persons/P005", nil); o["number"] != "P003" {
		t.Errorf("after the ruling P005 is %v", o["number"])
	}
	c.refused(422, "ruling.rank", "wang", "POST", at+"/overrulings", object{"answer": "different", "reason": "两个人"})
	c.want(http.StatusNoContent, "zhou", "POST", at+"/overrulings", object{"answer": "different", "reason": "两个人"})

	c.refused(422, "request.invalid", "li", "POST", "/lots", object{"probability": .2})
	c.refused(http.StatusForbidden, "access.post", "lin", "POST", "/lots", object{})
	c.refused(http.StatusForbidden, "access.post", "lin", "GET", "/rulings", nil)
	o, _ = c.want(http.StatusCreated, "li", "POST", "/lots", object{})
	lot := fmt.Sprint("/lots/", o["id"])
	if o["items"] != 1.0 || len(o["left"].([]any)) != 1 {
		t.Errorf("the lot %v", o)
	}
	c.refused(http.StatusForbidden, "access.post", "li", "POST", lot+"/signature", nil)
	c.refused(422, "lot.unchecked", "zhou", "POST", lot+"/signature", nil)
	c.want(200, "li", "GET", lot+"/items/0", nil)
	c.refused(422, "lot.item", "li", "POST", lot+"/checks", object{"looks": []object{{"item": 7, "answer": "same"}}})
	c.want(200, "zhou", "POST", lot+"/checks", object{"looks": []object{{"item": 0, "answer": "same"}}})
	if o, _ = c.want(200, "zhou", "POST", lot+"/signature", nil); o["state"] != "done" || o["attached"] != 1.0 {
		t.Errorf("signed %v", o)
	}
	c.want(200, "li", "GET", lot, nil)
	c.want(200, "li", "GET", "/lots", nil)
}

// TestTasksCampaignAndFigures: what both communities claim is a task; a
// signature fits until something changes.
func TestTasksCampaignAndFigures(t *testing.T) {
	c := openCity(t)
	ctx := context.Background()
	operator := quanyuan.Local("张运维")
	_, err := c.desk.SetTasks(ctx, operator, nil)
	check(t, err)
	day := func(d int) quanyuan.Date { return quanyuan.Date{Year: 2024, Month: 6, Day: d} }
	plan := &quanyuan.Campaign{Name: "2024年消重补漏"}
	for i, k := range quanyuan.Phases() {
		plan.Phases = append(plan.Phases, quanyuan.Phase{Key: k, From: day(1 + 5*i), To: day(6 + 5*i)})
	}
	c.refused(404, "campaign.none", "zhou", "GET", "/campaign", nil)
	check(t, c.desk.OpenCampaign(ctx, operator, plan))
	c.refused(http.StatusForbidden, "access.post", "li", "POST", "/campaign/refresh", nil)
	if o, _ := c.want(200, "zhou", "POST", "/campaign/refresh", nil); o["changed"] == 0.0 {
		t.Errorf("refreshed %v", o)
	}
	sign := object{"division": "510198001001", "signer": "李专干", "duty": "专干"}
	c.refused(http.StatusForbidden, "access.post", "li", "POST", "/campaign/signatures", sign)
	o, _ := c.want(http.StatusCreated, "zhou", "POST", "/campaign/signatures", sign)
	if o["fits"] != true {
		t.Errorf("signed %v", o)
	}
	c.refused(409, "sign.again", "zhou", "POST", "/campaign/signatures", sign)

	o, _ = c.want(200, "li", "GET", "/tasks", nil)
	var task string
	for _, x := range o["tasks"].([]any) {
		if x.(object)["kind"] == "dispute" {
			task = x.(object)["id"].(string)
		}
	}
	c.refused(404, "task.unknown", "li", "POST", "/tasks/none/answers", object{"answer": "here"})
	c.refused(422, "task.answer", "li", "POST", "/tasks/"+task+"/answers", object{"answer": "excluded"})
	c.want(200, "li", "POST", "/tasks/"+task+"/answers", object{"answer": "elsewhere"})

	if o, _ = c.want(200, "zhou", "GET", "/campaign/signatures/510198001001", nil); o["fits"] != false {
		t.Errorf("after the answer %v", o)
	}
	o, _ = c.want(200, "zhou", "GET", "/campaign", nil)
	if lines := o["lines"].([]any); len(lines) != 2 || lines[0].(object)["broken"] != 1.0 {
		t.Errorf("the board %v", o)
	}
	for format, want := range map[string]string{"html": "须重新签收", "xlsx": "PK"} {
		res, raw := c.ask(c.token("zhou"), "GET", "/api/v1/campaign/signatures/510198001001/sheet?format="+format, nil)
		if res.StatusCode != 200 || !strings.Contains(string(raw), want) || !strings.Contains(res.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("the sheet as %s: %d, %d bytes", format, res.StatusCode, len(raw))
		}
	}
	c.refused(422, "request.invalid", "zhou", "POST", "/campaign/signatures/510198001001/withdrawal", object{"reason": ""})
	c.want(http.StatusNoContent, "zhou", "POST", "/campaign/signatures/510198001001/withdrawal", object{"reason": "有变动"})

	o, _ = c.want(200, "lin", "GET", "/figures?level=5", nil)
	if parts := o["parts"].([]any); len(parts) != 2 || o["whole"].(object)["persons"].(object)["all"] != 5.0 {
		t.Errorf("figures %v", o)
	}
	c.refused(http.StatusForbidden, "access.post", "shen", "GET", "/figures", nil)
}

// TestACampaignOpensAndCloses over HTTP, with days
// that are right, and not over what somebody else has changed meanwhile.
func TestACampaignOpensAndCloses(t *testing.T) {
	c := openCity(t)
	phases := func(last string) []object {
		var ps []object
		for i, k := range quanyuan.Phases() {
			from := fmt.Sprintf("2024-06-%02d", 1+5*i)
			to := fmt.Sprintf("2024-06-%02d", 6+5*i)
			if i == len(quanyuan.Phases())-1 {
				to = last
			}
			ps = append(ps, object{"key": k, "from": from, "to": to})
		}
		return ps
	}
	plan := func(last string) object {
		return object{"name": "2024年消重补漏", "phases": phases(last), "people": []object{{"division": "510198001001", "name": "李专干", "duty": "清理"}}}
	}
	c.refused(404, "campaign.none", "he", "GET", "/campaign/plan", nil)
	c.refused(404, "campaign.none", "he", "POST", "/campaign/closing", nil, "If-Match", "*")
	c.refused(http.StatusForbidden, "access.post", "li", "POST", "/campaign", plan("2024-06-30"))
	c.refused(422, "campaign.days", "he", "POST", "/campaign", plan("2024-06-01"))
	c.refused(422, "date.bad", "he", "POST", "/campaign", plan("六月底"))
	c.refused(422, "request.invalid", "he", "POST", "/campaign", object{"name": "x", "phases": []object{{"key": "holiday", "from": "2024-06-01", "to": "2024-06-02"}}})
	o, res := c.want(http.StatusCreated, "he", "POST", "/campaign", plan("2024-06-30"))
	if o["name"] != "2024年消重补漏" || len(o["phases"].([]any)) != 5 || res.Header.Get("ETag") == "" {
		t.Errorf("opened %v, ETag %s", o, res.Header.Get("ETag"))
	}
	seen := res.Header.Get("ETag")
	c.refused(409, "campaign.open", "he", "POST", "/campaign", plan("2024-06-30"))

	later := object{"phases": phases("2024-07-31")}
	c.refused(http.StatusPreconditionRequired, "api.if_match", "he", "PUT", "/campaign/phases", later)
	c.refused(422, "campaign.days", "he", "PUT", "/campaign/phases", object{"phases": phases("2024-06-01")}, "If-Match", seen)
	c.want(200, "he", "PUT", "/campaign/phases", later, "If-Match", seen)
	c.refused(http.StatusPreconditionFailed, "api.changed", "he", "PUT", "/campaign/phases", later, "If-Match", seen)
	o, res = c.want(200, "li", "GET", "/campaign/plan", nil)
	if ps := o["phases"].([]any); ps[4].(object)["to"] != "2024-07-31" || o["people"].([]any)[0].(object)["name"] != "李专干" {
		t.Errorf("after the change %v", o)
	}
	c.want(http.StatusNoContent, "he", "POST", "/campaign/closing", nil, "If-Match", res.Header.Get("ETag"))
	c.refused(404, "campaign.none", "li", "GET", "/campaign/plan", nil)
}

// TestAdministrators each do their own: make, grant, read.
func TestAdministrators(t *testing.T) {
	c := openCity(t)
	body := object{"name": "chen", "display": "陈专干", "password": password}
	c.refused(http.StatusForbidden, "access.post", "sec", "POST", "/accounts", body)
	c.want(http.StatusCreated, "sys", "POST", "/accounts", body)
	c.refused(409, "account.exists", "sys", "POST", "/accounts", body)
	c.refused(http.StatusForbidden, "account.powerless", "", "POST", "/sessions", object{"account": "chen", "password": password})
	grant := object{"post": "clerk", "division": "510198001001"}
	c.refused(http.StatusForbidden, "access.post", "sys", "POST", "/accounts/chen/grant", grant)
	c.want(http.StatusNoContent, "sec", "POST", "/accounts/chen/grant", grant)
	c.want(200, "chen", "GET", "/me", nil)
	c.refused(http.StatusForbidden, "access.post", "sec", "POST", "/accounts/chen/disabled", object{"disabled": true})
	c.want(http.StatusNoContent, "sys", "POST", "/accounts/chen/disabled", object{"disabled": true})
	c.refused(http.StatusUnauthorized, "api.no_token", "chen", "GET", "/me", nil)
	c.refused(http.StatusForbidden, "access.post", "shen", "POST", "/accounts/chen/password", object{"password": password + "!"})
	c.want(http.StatusNoContent, "sys", "POST", "/accounts/chen/password", object{"password": password + "!"})
	res, raw := c.ask(c.token("sec"), "GET", "/api/v1/accounts", nil)
	if res.StatusCode != 200 || !strings.Contains(string(raw), `"chen"`) || strings.Contains(string(raw), "argon2") {
		t.Errorf("accounts: %d %s", res.StatusCode, raw)
	}
	c.refused(http.StatusForbidden, "access.post", "li", "GET", "/accounts", nil)

	var seen []string
	for cursor := ""; ; {
		o, _ := c.want(200, "shen", "GET", "/audit?action=grant&outcome=done&limit=3&cursor="+cursor, nil)
		for _, l := range o["lines"].([]any) {
			seen = append(seen, l.(object)["id"].(string))
		}
		next, more := o["next"].(string)
		if !more {
			break
		}
		cursor = next
	}
	if got := strings.Join(seen, " "); got != "sec sys chen shen li" {
		t.Errorf("grants: %s", got)
	}
	o, _ := c.want(200, "shen", "GET", "/audit/anchor", nil)
	o, _ = c.want(200, "shen", "POST", "/audit/verification", object{"anchors": []any{o["anchor"]}})
	if o["whole"] != true {
		t.Errorf("the chain %v", o)
	}
	o, _ = c.want(200, "shen", "POST", "/audit/verification", object{"anchors": []any{"1:" + strings.Repeat("00", 32)}})
	if b, _ := o["broken"].(object); b["key"] != "audit.not_anchored" {
		t.Errorf("against an anchor of another chain %v", o)
	}
	c.refused(422, "audit.anchor", "shen", "POST", "/audit/verification", object{"anchors": []string{"x"}})
	c.refused(http.StatusForbidden, "access.post", "sys", "POST", "/audit/verification", object{})
	c.refused(http.StatusForbidden, "access.post", "sys", "GET", "/audit", nil)
}

// TestLogOfTheCityHoldsNothingPersonal looks for all that goes through the
// routes that take persons, passwords and codes.
func TestLogOfTheCityHoldsNothingPersonal(t *testing.T) {
	c := openCity(t)
	secrets := []string{password, "陈建国", "P001", "510104196203150112", "13800138001", "欧阳初晴", "核对本人证件", "AAAAAAAAAA", "guess-x"}
	c.ask("", "POST", "/api/v1/sessions", object{"account": "guess-x", "password": password})
	c.ask("", "POST", "/api/v1/sessions", []byte(`{"account": "`+password))
	c.ask("", "POST", "/api/v1/sessions/redeem", object{"number": "P001", "code": "AAAAAAAAAA"})
	for _, q := range []struct {
		method, path string
		body         any
	}{
		{"POST", "/searches", object{"values": object{"name": "陈建国", "id_number": "510104196203150112", "phone": "13800138001"}}},
		{"POST", "/searches", object{"values": object{"陈建国": "x"}}},
		{"POST", "/persons", object{"values": object{"name": "欧阳初晴"}, "receipt": "陈建国"}},
		{"POST", "/persons/P001/unmask", object{"fields": []string{"id_number"}, "reason": "核对本人证件"}},
		{"GET", "/persons/510104196203150112/lookers", nil}, {"GET", "/persons/陈建国/households", nil},
		{"POST", "/transfers", object{"kind": "residence", "reason": "陈建国", "day": "2024-06-20", "persons": []string{"P001"}}},
		{"GET", "/transfers/陈建国", nil}, {"GET", "/rulings/陈建国", nil}, {"POST", "/tasks/P001/answers", object{"answer": "here"}},
	} {
		if res, _ := c.ask(c.token("li"), q.method, "/api/v1"+q.path, q.body); res.StatusCode >= 500 {
			t.Errorf("%s %s: %d", q.method, q.path, res.StatusCode)
		}
	}
	secrets = append(secrets, c.token("li"))
	text := c.log.String()
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %q:\n%s", secret, text)
		}
	}
}

// TestRowsAreSettledOverHTTP: a row that differs is chosen field by field, taken
// back, and settled again.
func TestRowsAreSettledOverHTTP(t *testing.T) {
	c := openCity(t)
	path := filepath.Join(t.TempDir(), "school.csv")
	check(t, os.WriteFile(path, []byte("姓名,性别,出生日期,身份证号码,婚姻状况,社区编码\n陈建国,男,1962-03-15,510104196203150112,离婚,510198001001\n"), 0o600))
	_, err := c.desk.Import(context.Background(), desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Community, Unit: "春江社区", Division: "510198001001"}})
	check(t, err)
	_, err = c.desk.Collate(context.Background(), nil, func(*quanyuan.Proposal) error { return nil })
	check(t, err)
	o, _ := c.want(200, "li", "GET", "/cases?outcome=differs", nil)
	rows := o["cases"].([]any)
	if len(rows) != 1 || o["counts"].(object)["differs"] != 1.0 {
		t.Fatalf("rows %v", o)
	}
	at := fmt.Sprintf("/cases/%.0f", rows[0].(object)["record"])
	c.refused(404, "case.unknown", "wang", "GET", at, nil)
	o, res := c.want(200, "li", "GET", at, nil)
	if choose := fmt.Sprint(o["choose"]); choose != "[marital]" && choose != "[marital_status]" {
		t.Errorf("to choose: %v", o["choose"])
	}
	field := o["choose"].([]any)[0].(string)
	seen := res.Header.Get("ETag")
	c.refused(http.StatusPreconditionRequired, "api.if_match", "li", "POST", at+"/acts", object{"act": "settle"})
	c.refused(422, "case.undecided", "li", "POST", at+"/acts", object{"act": "settle"}, "If-Match", seen)
	c.refused(422, "case.take", "li", "POST", at+"/acts", object{"act": "settle", "take": object{field: "both"}}, "If-Match", seen)
	o, res = c.want(200, "li", "POST", at+"/acts", object{"act": "settle", "take": object{field: "list"}}, "If-Match", seen)
	if o["state"] != "settled" {
		t.Errorf("settled %v", o)
	}
	o, _ = c.want(200, "li", "GET", "/persons/P001/voices", nil)
	var holds []string
	for _, v := range o["voices"].([]any) {
		if v := v.(object); v["field"] == field && v["wins"] == true {
			holds = append(holds, fmt.Sprint(v["actor"]))
		}
	}
	if len(holds) != 1 || holds[0] != "某li" {
		t.Errorf("whose word holds: %v", holds)
	}
	o, res = c.want(200, "li", "POST", at+"/acts", object{"act": "take_back"}, "If-Match", res.Header.Get("ETag"))
	if o["state"] != "open" {
		t.Errorf("taken back %v", o)
	}
	c.refused(422, "transfer.reason", "li", "POST", at+"/acts", object{"act": "decline"}, "If-Match", res.Header.Get("ETag"))
	c.want(200, "li", "POST", at+"/acts", object{"act": "decline", "reason": "名单填错"}, "If-Match", res.Header.Get("ETag"))
	if o, _ := c.want(200, "li", "GET", "/cases", nil); len(o["cases"].([]any)) != 0 {
		t.Errorf("still waits %v", o)
	}
}

// TestSourceOrderOverHTTP: everybody may know whose word holds, one post says
// so, and what it gets is what it may send.
func TestSourceOrderOverHTTP(t *testing.T) {
	c := openCity(t)
	usual, _ := c.want(200, "li", "GET", "/sources/order", nil)
	order := usual["order"].(object)
	c.refused(http.StatusForbidden, "access.post", "li", "PUT", "/sources/order", object{"order": order})
	c.refused(http.StatusUnprocessableEntity, "sources.field", "sys", "PUT", "/sources/order", object{"order": object{"no_such": []string{"police"}}})
	c.refused(http.StatusUnprocessableEntity, "sources.order", "sys", "PUT", "/sources/order", object{"order": object{"phone": []string{"police", "police"}}})
	c.want(200, "sys", "PUT", "/sources/order", object{"order": object{"phone": []string{"police"}}})
	if o, _ := c.want(200, "li", "GET", "/sources/order", nil); len(o["order"].(object)) != 1 || o["running"] != false {
		t.Errorf("the order that holds: %v", o)
	}
	c.want(200, "sys", "PUT", "/sources/order", object{"order": order})
}

// TestRetentionOverHTTP: everybody may know for how long lists are kept, one
// post sets it, and who destroys gets the certificate.
func TestRetentionOverHTTP(t *testing.T) {
	c := openCity(t)
	ctx := context.Background()
	if o, _ := c.want(200, "li", "GET", "/retention", nil); o["years"] != 3.0 {
		t.Errorf("at first %v", o)
	}
	five := object{"years": 5, "reason": "市档案馆要求"}
	c.refused(http.StatusForbidden, "access.post", "li", "PUT", "/retention", five)
	c.refused(http.StatusUnprocessableEntity, "request.invalid", "sys", "PUT", "/retention", object{"years": 2, "reason": "少占地方"})
	if o, _ := c.want(200, "sys", "PUT", "/retention", five); o["years"] != 5.0 {
		t.Errorf("set %v", o)
	}
	path := filepath.Join(t.TempDir(), "police.csv")
	check(t, os.WriteFile(path, []byte("姓名,身份证号码\n陈建国,510104196203150112\n"), 0o600))
	b, err := c.desk.Import(ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.Police, Division: "510198001000"}})
	check(t, err)
	c.now = c.now.AddDate(6, 0, 0)
	certificate := fmt.Sprintf("/batches/%d/disposal", b.ID)
	c.refused(http.StatusNotFound, "retention.not_done", "he", "GET", certificate, nil)
	_, err = c.desk.DisposeOf(ctx, quanyuan.Local("张运维"), fmt.Sprint(b.ID), "保存期满")
	check(t, err)
	res, page := c.ask(c.token("he"), "GET", "/api/v1"+certificate, nil)
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(string(page), b.Hash) {
		t.Errorf("certificate: %d %s\n%s", res.StatusCode, res.Header.Get("Content-Type"), page)
	}
	c.refused(http.StatusForbidden, "access.post", "wang", "GET", certificate, nil)
}

// TestErasureOverHTTP: one post asks, another confirms, and the certificate
// tells what is gone.
func TestErasureOverHTTP(t *testing.T) {
	c := openCity(t)
	ask := object{"person": "P001", "ground": "purpose", "reason": "本人申请"}
	c.refused(http.StatusForbidden, "access.post", "li", "POST", "/erasures", ask)
	c.refused(http.StatusUnprocessableEntity, "request.invalid", "he", "POST", "/erasures", object{"person": "P001", "ground": "because", "reason": "本人申请"})
	c.refused(http.StatusUnprocessableEntity, "erase.reason", "he", "POST", "/erasures", object{"person": "P001", "ground": "purpose", "reason": "陈建国申请"})
	o, _ := c.want(http.StatusCreated, "he", "POST", "/erasures", ask)
	at := "/erasures/" + o["id"].(string)
	c.refused(http.StatusPreconditionFailed, "erase.open", "he", "POST", "/erasures", ask)
	if o, _ := c.want(200, "sec", "GET", at, nil); o["state"] != "asked" || o["records"] != 1.0 || len(o["files"].([]any)) != 1 {
		t.Errorf("foreseen %v", o)
	}
	c.refused(http.StatusForbidden, "erase.second", "he", "POST", at+"/confirmations", object{})
	c.refused(http.StatusNotFound, "erase.not_done", "sec", "GET", at+"/certificate", nil)
	o, _ = c.want(200, "sec", "POST", at+"/confirmations", object{"reason": "已核对"}, "Idempotency-Key", "once")
	if o["state"] != "done" || o["at"] == nil || len(o["steps"].([]any)) != 2 {
		t.Errorf("done %v", o)
	}
	c.refused(http.StatusPreconditionFailed, "erase.not_open", "sec", "POST", at+"/confirmations", object{})
	res, page := c.ask(c.token("he"), "GET", "/api/v1"+at+"/certificate", nil)
	if res.StatusCode != 200 || !strings.Contains(string(page), "P001") || strings.Contains(string(page), "陈建国") {
		t.Errorf("certificate: %d\n%s", res.StatusCode, page)
	}
	if res, page := c.ask(c.token("he"), "GET", "/api/v1"+at+"/certificate?format=xlsx", nil); res.StatusCode != 200 || !strings.HasPrefix(string(page), "PK") {
		t.Errorf("workbook: %d", res.StatusCode)
	}
	o, _ = c.want(http.StatusCreated, "sec", "POST", "/erasures", object{"person": "P002", "ground": "mistake", "reason": "误登记"})
	if o, _ = c.want(200, "he", "POST", "/erasures/"+o["id"].(string)+"/endings", object{"reason": "并无错误"}); o["state"] != "declined" {
		t.Errorf("declined %v", o)
	}
	if o, _ = c.want(200, "he", "GET", "/erasures", nil); len(o["erasures"].([]any)) != 2 {
		t.Errorf("listed %v", o)
	}
}
