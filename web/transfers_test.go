package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"quanyuan"
)

func init() {
	visits = append(visits,
		visit{"transfers", "clerk2", func(w *town) string {
			for _, p := range w.residents(3)[1:] {
				w.propose(w.as("clerk"), string(p.Number))
			}
			return "/transfers"
		}},
		visit{"transfer-new", "clerk", func(w *town) string {
			return "/transfers/new?person=" + string(w.somebody("clerk", livesHere).Number)
		}},
		visit{"transfers-many", "town", at("/transfers/many")},
	)
}

// divisionOf is where a sample account works.
func (w *town) divisionOf(account string) string {
	for _, a := range w.accounts {
		if a.Name == account {
			return a.Division
		}
	}
	w.t.Fatalf("no account %s", account)
	return ""
}

// residents are some who live in the clerk's community alone.
func (w *town) residents(many int) []*quanyuan.Person {
	var out []*quanyuan.Person
	taken := map[quanyuan.Number]bool{}
	for range many {
		p := w.somebody("clerk", func(p *quanyuan.Person) bool { return livesHere(p) && !taken[p.Number] })
		taken[p.Number] = true
		out = append(out, p)
	}
	return out
}

var proposedID = regexp.MustCompile(`/transfers/([0-9A-Za-z-]+)$`)

// propose lets the clerk send persons to the second clerk's community, by a
// pasted list.
func (w *town) propose(clerk *visitor, list string) (id string) {
	w.t.Helper()
	form := url.Values{"direction": {"out"}, "kind": {"residence"}, "mine": {w.divisionOf("clerk")}, "other": {w.divisionOf("clerk2")}, "day": {"2026-10-20"}, "reason": {"搬家"}, "persons": {list}, "step": {"propose"}}
	res, body := clerk.post("/transfers/new", form)
	m := proposedID.FindStringSubmatch(res.Request.URL.Path)
	if res.StatusCode != http.StatusOK || m == nil {
		w.t.Fatalf("proposing answers %d at %s:\n%s", res.StatusCode, res.Request.URL, mainOf(body))
	}
	return m[1]
}

// A transfer from the pasted list to the decision: refused with a reason,
// escalated, decided by the office above both.
func TestTransferFromListToDecision(t *testing.T) {
	w := openTown(t)
	clerk, second := w.as("clerk"), w.as("clerk2")
	ps := w.residents(2)
	first := string(ps[0].Number)
	form := url.Values{"direction": {"out"}, "kind": {"residence"}, "mine": {w.divisionOf("clerk")}, "other": {w.divisionOf("clerk2")}, "day": {"2026-10-20"}, "reason": {"搬家"},
		"persons": {"1\t" + first + "\t" + ps[0].Text(quanyuan.Name) + "\n" + string(ps[1].Number) + "\nNOBODY9\n没有编号"}}
	res, body := clerk.post("/transfers/new", with(form, "reason", ""))
	clerk.says("without a reason", res, body, http.StatusUnprocessableEntity, `href="#f-reason"`, "NOBODY9")
	res, body = clerk.post("/transfers/new", form)
	clerk.says("the check", res, body, http.StatusOK, "可以迁移的有 2 人", "不能迁移的有 2 行", "第 4 行", "提出迁移（2 人）", ps[0].Text(quanyuan.Name))
	id := w.propose(clerk, first+"\n"+string(ps[1].Number))
	path := "/transfers/" + id

	clerk.wants(http.StatusOK, "/transfers?box=waiting", path)
	second.wants(http.StatusOK, "/transfers?box=mine", path, "还剩 15 天")
	second.wants(http.StatusOK, path, "您是答复方", ps[0].Text(quanyuan.Name), "同意", "拒绝")
	answer := second.form(path)
	res, body = second.post(path, with(answer, "act", "refuse"))
	second.says("a refusal without a reason", res, body, http.StatusUnprocessableEntity, "须写明理由", `value="refuse" checked`)
	res, body = second.post(path, with(answer, "act", "accept", "person", string(ps[1].Number)))
	second.says("one of two accepted", res, body, http.StatusOK, "已办理", "（1 人）")
	res, body = second.post(path, with(answer, "act", "refuse", "reason", "仍住原处"))
	second.says("seen before", res, body, http.StatusConflict, "已有新的办理", "仍住原处")
	res, body = second.post(path, with(second.form(path), "act", "refuse", "reason", "仍住原处"))
	second.says("the other refused", res, body, http.StatusOK, "仍住原处")
	res, body = clerk.post(path, with(clerk.form(path), "act", "escalate", "reason", "有租房合同"))
	clerk.says("escalated", res, body, http.StatusOK, "等待共同上级裁定")
	office := w.as("district")
	office.wants(http.StatusOK, "/transfers?box=disputed", path)
	res, body = office.post(path, with(office.form(path), "act", "approve", "reason", "合同属实"))
	office.says("decided", res, body, http.StatusOK, "合同属实")
	clerk.wants(http.StatusOK, "/transfers?box=decided", path)
	if res, _ := w.as("school").get(path); res.StatusCode != http.StatusForbidden {
		t.Errorf("a school sees a transfer: %d", res.StatusCode)
	}
}

// Many transfers are acted on at once; what cannot be done is told by itself.
func TestManyTransfers(t *testing.T) {
	w := openTown(t)
	clerk, second := w.as("clerk"), w.as("clerk2")
	var ids []string
	for _, p := range w.residents(3) {
		ids = append(ids, w.propose(clerk, string(p.Number)))
	}
	res, body := second.post("/transfers/many", url.Values{"act": {"accept"}})
	second.says("nothing ticked", res, body, http.StatusUnprocessableEntity, "请至少勾选一件")
	res, body = second.post("/transfers/many", url.Values{"act": {"refuse"}, "transfer": ids[:2]})
	second.says("without a reason", res, body, http.StatusUnprocessableEntity, "2 件未能办理", "须写明理由", `value="`+ids[1]+`" aria-label="第 2 号迁移" checked`)
	res, body = second.post("/transfers/many", url.Values{"act": {"accept"}, "transfer": ids[:2]})
	second.says("accepted", res, body, http.StatusOK, "已办理 2 件")
	w.turn(16 * 24 * time.Hour)
	second = w.as("clerk2")
	second.wants(http.StatusOK, "/transfers?box=late", "逾期 1 天", ids[2])
	second.wants(http.StatusOK, "/transfers/many", "报上级")
}

// A person who is elsewhere is told by his number alone only where he stands
// in the community that he is to leave.
func TestNumbersAloneShowNobody(t *testing.T) {
	w := openTown(t)
	far := w.somebody("clerk2", func(p *quanyuan.Person) bool { return livesHere(p) })
	clerk := w.as("clerk")
	res, body := clerk.post("/transfers/new", url.Values{"direction": {"out"}, "kind": {"residence"}, "mine": {w.divisionOf("clerk")}, "other": {w.divisionOf("clerk2")}, "day": {"2026-10-20"}, "reason": {"搬家"}, "persons": {string(far.Number)}})
	clerk.says("somebody who is not there", res, body, http.StatusOK, "没有要迁移的")
	if strings.Contains(body, far.Text(quanyuan.Name)) {
		t.Error("a number alone shows the name of somebody of another community")
	}
}

// The way of a transfer in a browser, on a desk and on a phone.
func TestTransfersInBrowser(t *testing.T) {
	beside(t)
	w := openTown(t)
	clerk := w.as("clerk")
	ps := w.residents(4)
	id := w.propose(clerk, string(ps[0].Number)+"\n"+string(ps[1].Number)+"\n"+string(ps[2].Number))
	w.propose(clerk, string(ps[3].Number))
	w.turn(13 * 24 * time.Hour)
	b := w.browse().as("clerk2")
	for _, path := range []string{"/transfers", "/transfers/" + id, "/transfers/many"} {
		name := strings.ReplaceAll(strings.ReplaceAll(path[1:], "/"+id, "-one"), "/", "-")
		for _, lang := range []string{"zh", "en"} {
			b.language(lang)
			b.size(1366, 768)
			b.open(path)
			b.accessible(name + ", " + lang)
			b.picture("flow-" + name + "-" + lang)
			b.size(375, 800)
			b.open(path)
			b.accessible(name+" on a phone, "+lang, "color-contrast", "target-size")
			b.picture("flow-" + name + "-phone-" + lang)
		}
	}
	b.language("zh")
	b.size(1366, 768)
	b.open("/transfers/" + id)
	b.press(`#act input[value="accept"]`)
	b.press(`#act button.main`)
	b.wait(`document.querySelector(".flash") !== null`)
	b.open("/transfers/new")
	b.fill("#f-persons", string(ps[0].Number))
	b.fill("#f-reason", "搬家")
	b.eval(`document.querySelector("#f-direction input[value=out]").click(); ""`)
	b.fill("#f-other", w.divisionOf("clerk"))
	b.press("main form button.main")
	b.wait(`document.querySelector("#h-checked") !== null`)
	b.accessible("who can move")
	b.picture("flow-transfer-checked")
}

// A household goes along whole, begun on the page of one of its members.
func TestAHouseholdMoves(t *testing.T) {
	w := openTown(t)
	clerk := w.as("clerk")
	p := w.somebody("clerk", func(p *quanyuan.Person) bool { return livesHere(p) && p.Presences[0].Household != "" })
	pr := p.Presences[0]
	from := "/transfers/new?from=" + pr.Community + "&amp;household=" + pr.Household
	clerk.wants(http.StatusOK, "/persons/"+string(p.Number), from, "整户迁移")
	clerk.wants(http.StatusOK, strings.ReplaceAll(from, "&amp;", "&"), `value="out" checked`, `value="`+pr.Household+`"`)
	res, body := clerk.post("/transfers/new", url.Values{"direction": {"out"}, "kind": {"residence"}, "mine": {pr.Community}, "other": {"outside"}, "outside": {"成都市"}, "day": {"2026-10-20"}, "reason": {"搬家"}, "households": {pr.Household}})
	clerk.says("a household", res, body, http.StatusOK, string(p.Number), "提出迁移（")
}
