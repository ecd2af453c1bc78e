package access

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
	Collate:   {"比对", "collate"},
	Export:    {"导出人员", "export persons"},
	Figures:   {"查看统计", "see figures"},
	Unmask:    {"查看完整号码", "see numbers in full"},
	Invite:    {"发放群众登录码", "give residents codes"},
	Dispose:   {"销毁资料", "dispose of what was kept"},
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
