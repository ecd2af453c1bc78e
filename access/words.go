package access

import "quanyuan"

// actionWords name the actions in sentences, in Chinese and English.
var actionWords = map[Action][2]string{
	View:      {"查看人员", "open persons"},
	Search:    {"全市查询", "search the city"},
	List:      {"列出人员", "list persons"},
	Enter:     {"登入", "add persons"},
	Attach:    {"归入记录", "attach records"},
	Correct:   {"更正", "correct values"},
	Confirm:   {"确认", "confirm values"},
	Pin:       {"锁定项目", "pin values"},
	Move:      {"变更在册关系", "change presences"},
	Hold:      {"认定计入社区", "choose what is counted"},
	Exit:      {"退出", "take persons out"},
	Restore:   {"恢复", "restore persons"},
	Merge:     {"合并", "merge persons"},
	Split:     {"拆分", "split persons"},
	Transfer:  {"迁移", "transfer persons"},
	Rule:      {"裁定", "rule on pairs"},
	Household: {"户、房屋、生育登记", "keep households, dwellings and births"},
	Task:      {"办理任务", "work on tasks"},
	Sign:      {"签收", "sign"},
	Campaign:  {"部署专项行动", "set campaigns"},
	Survey:    {"抽样调查", "draw and answer samples"},
	Import:    {"报送名单", "send lists"},
	Inquire:   {"核查一人", "ask about one person"},
	Collate:   {"比对", "collate"},
	Export:    {"导出人员", "export persons"},
	Figures:   {"查看统计", "see figures"},
	Unmask:    {"查看完整号码", "see numbers in full"},
	Invite:    {"发放群众登录码", "give residents codes"},
	Amend:     {"申请更正本人登记", "ask for corrections of the own record"},
	Dispose:   {"销毁资料", "dispose of what was kept"},
	Erase:     {"抹除人员", "have persons erased"},
	Revise:    {"变更区划和模型", "change divisions and the model"},
	Configure: {"系统设置", "configure the system"},
	Manage:    {"管理账号", "manage accounts"},
	Grant:     {"授予岗位", "grant posts"},
	Trace:     {"查看谁查阅过", "see who looked"},
	Audit:     {"查看审计", "read the audit"},
}

// Zh names an action in Chinese.
func Zh(a Action) string { return actionWords[a][0] }

// En names an action in English, as it follows "may".
func En(a Action) string { return actionWords[a][1] }

// postWords name the posts in Chinese and English.
var postWords = map[quanyuan.Post][2]string{
	quanyuan.Clerk:          {"社区专干", "community clerk"},
	quanyuan.CommunityHead:  {"社区负责人", "community head"},
	quanyuan.TownOffice:     {"街道办", "town office"},
	quanyuan.DistrictOffice: {"区级", "district office"},
	quanyuan.CityOffice:     {"市级", "city office"},
	quanyuan.Submitter:      {"部门报送人", "department submitter"},
	quanyuan.Surveyor:       {"调查组", "survey team"},
	quanyuan.Leader:         {"领导", "leader"},
	quanyuan.Citizen:        {"群众", "resident"},
	quanyuan.SystemAdmin:    {"系统管理员", "system administrator"},
	quanyuan.SecurityAdmin:  {"安全管理员", "security administrator"},
	quanyuan.AuditAdmin:     {"审计管理员", "audit administrator"},
	quanyuan.Operator:       {"本机操作员", "operator of the machine"},
}

// PostName names a post in "zh" or "en".
func PostName(post quanyuan.Post, lang string) string {
	w, ok := postWords[post]
	switch {
	case !ok:
		return string(post)
	case lang == "zh":
		return w[0]
	}
	return w[1]
}

// ParsePost reads a post by its key or its Chinese name.
func ParsePost(s string) (quanyuan.Post, bool) {
	for post, w := range postWords {
		if s == string(post) || s == w[0] {
			return post, true
		}
	}
	return "", false
}
