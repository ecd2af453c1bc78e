package quanyuan

import "fmt"

// messages are the texts of faults that arise in more than one package; a
// package adds its own table at the edge where it is shown. The verbs of both
// languages take the same arguments in the same order.
var messages = map[string][2]string{
	"access.post":        {"您的岗位不能办理“%[1]s”。", "your post may not %[2]s."},
	"access.elsewhere":   {"所办“%[1]s”不在您的辖区内。", "you may not %[2]s outside your part of the city."},
	"access.own":         {"只能查看和办理本人的登记。", "only your own record may be seen."},
	"access.purpose":     {"办理“%[1]s”须写明用途。", "to %[2]s, a purpose must be given."},
	"access.mandate":     {"该岗位的用途须是以下之一：%s。", "the mandate of this post must be one of these: %s."},
	"access.reason":      {"须写明事由（至少四个字）。", "a reason must be given, in a few words."},
	"access.source":      {"只能以“%s”的名义报送名单。", "lists are sent in the name of %q only."},
	"access.token_scope": {"该令牌不能办理“%[1]s”。", "this token may not %[2]s."},

	"account.unknown":     {"没有名为“%s”的账号。", "there is no account %q."},
	"account.changed":     {"账号“%s”刚被他人更改，请重新打开再办。", "account %q was changed by somebody else; open it again."},
	"account.disabled":    {"该账号已停用。", "the account is disabled."},
	"account.display":     {"须写明使用人姓名。", "the name of the person is missing."},
	"account.division":    {"该岗位须写明区划；管理岗位不写区划。", "the post needs a division; an administrator's has none."},
	"account.exists":      {"账号“%s”已存在。", "account %q exists already."},
	"account.locked":      {"密码多次有误，账号已锁定，请稍后再试。", "too many wrong passwords; the account is locked, try again later."},
	"account.name":        {"账号名须为 2 至 40 个汉字、小写字母、数字、点或短横。", "the name of an account is 2 to 40 Han characters, lower-case letters, digits, dots and dashes."},
	"account.post":        {"没有岗位“%s”。", "there is no post %q."},
	"account.powerless":   {"该账号尚未授予岗位，请安全管理员授予。", "the account has no post yet; the security administrator grants it."},
	"account.same_person": {"同一人已有另一管理岗位的账号“%s”，三个管理岗位须由不同的人担任。", "the same person has account %q in another administrator's post; the three are kept apart."},
	"account.self":        {"不能给自己授予岗位。", "nobody grants a post to himself."},
	"account.last":        {"三个管理岗位各须至少保留一个可用账号。", "each administrator's post that somebody has must keep an active account."},

	"api.no_token":   {"请求没有有效的令牌，请重新登录。", "the request has no valid token; sign in again."},
	"api.if_match":   {"更改须在 If-Match 中写明所见版本（ETag）。", "a change must name in If-Match the version that was read (ETag)."},
	"api.changed":    {"内容已被他人更改，请重新读取再改。", "it was changed by somebody else; read it again."},
	"api.cursor":     {"翻页位置无效，请从头开始。", "the cursor is not valid; start from the beginning."},
	"api.category":   {"人员类别应为 0 至 6。", "categories go from 0 to 6."},
	"api.key_long":   {"幂等键过长。", "the idempotency key is too long."},
	"api.key_reused": {"该幂等键已用于另一个请求。", "the idempotency key was used for another request."},
	"api.file_name":  {"文件名不可用。", "the name of the file cannot be used."},

	"audit.head":         {"审计链末端的记录已损坏。", "what is kept of the end of the audit chain is damaged."},
	"audit.unwritable":   {"审计记录暂时无法写入，因此不予显示；请稍候再试。", "the audit cannot be written now, so nothing is shown; try again later."},
	"audit.missing":      {"第 %d 条审计记录缺失。", "audit line %d is missing."},
	"audit.changed":      {"第 %d 条审计记录被改动过。", "audit line %d was changed."},
	"audit.not_anchored": {"第 %d 条审计记录与留存的校验值不符。", "audit line %d is not the one whose hash was kept."},
	"audit.cut":          {"从第 %d 条起，末尾的审计记录被删去。", "audit lines were cut off from line %d on."},
	"audit.anchor":       {"校验值“%s”无法理解，应为 序号:哈希。", "anchor %q is not understood; it is SEQ:HASH."},

	"batch.exists": {"该文件已于 %s 作为第 %d 批导入，不会重复导入。", "this file was imported on %s as batch %d and is not imported twice."},

	"campaign.plan":   {"专项行动文件无法读取；应为 JSON，含 name、phases、people。", "the file of the campaign cannot be read; it is JSON with name, phases and people."},
	"campaign.name":   {"专项行动须有名称。", "a campaign needs a name."},
	"campaign.phases": {"专项行动须依次有全部 %d 个阶段。", "a campaign has all %d phases, in their order."},
	"campaign.days":   {"阶段“%[1]s”的起止日期不对。", "the days of the phase %[2]q are not right."},
	"campaign.order":  {"阶段“%[1]s”不能早于前一阶段开始。", "the phase %[2]q cannot begin before the one ahead of it."},
	"campaign.people": {"责任人须写明姓名和职责。", "whoever is named needs a name and a duty."},
	"campaign.none":   {"没有正在进行的专项行动，请先 quanyuan campaign open。", "no campaign is open; open one with quanyuan campaign open."},
	"campaign.open":   {"已有正在进行的专项行动“%s”。", "the campaign %q is open already."},

	"collate.nothing": {"没有可比对的批次，请先导入部门名单。", "there is no batch to collate; import lists first."},

	"date.bad": {"日期“%s”无法理解，应如 2024-06-30。", "date %q is not understood; write it as 2024-06-30."},

	"division.unknown":   {"区划编码“%s”不在区划表中。", "division code %q is not in the table of divisions."},
	"division.not_yours": {"区划 %s 不在您负责的范围内。", "division %s is not among yours."},
	"division.no_places": {"区划文件中没有社区一级。", "the file of divisions holds no communities (level 5)."},

	"event.unknown": {"没有序号为 %d 的登记事件。", "there is no event numbered %d."},
	"event.date":    {"须写明日期。", "the day is missing."},
	"event.actor":   {"登记事件须写明经办人。", "an event needs the name of the person who acts."},
	"event.field":   {"字段“%s”不能这样更改。", "field %q cannot be changed this way."},
	"event.value":   {"“%s”的新值无法理解。", "the new value of %q is not understood."},

	"file.missing": {"找不到文件“%s”，请检查路径。", "file %q does not exist; check the path."},

	"form.nothing": {"没有填写任何可用的内容。", "nothing usable was filled in."},

	"import.source_needed": {"请用 --source 说明名单来源，或用 --as register 导入起始台账。", "say who sent the list with --source, or import a starting register with --as register."},

	"init.divisions": {"区划文件有误。", "the file of divisions is faulty."},

	"intake.no_header":  {"找不到表头：没有一行能认出姓名或证件号码；用 import --plan 列出各列和样例，补上含义后用 --map 交回。", "no header found: no row holds a name or ID number column; import --plan lists the columns with examples, fill in what they hold and hand it back with --map."},
	"intake.no_text":    {"文件里没有任何文字（可能是空表，或名单是贴进去的图片）；请把名单录成表格再发送。", "the file holds no text (an empty sheet, or a list pasted as a picture); type the list into a table and send that."},
	"intake.no_persons": {"文件中没有一行是人员。", "no row of the file is a person."},

	"internal": {"程序内部错误，请把日志交给维护人员。", "internal error; hand the log to whoever maintains the program."},

	"interrupted": {"已停止；未完成的部分没有留下。", "stopped; nothing half-done was left."},

	"login.slow":  {"登录失败过多，请 %d 秒后再试。", "too many failed sign-ins; try again in %d seconds."},
	"login.code":  {"编号或登录码有误，或登录码已失效。", "the number or the code is wrong, or the code is no longer valid."},
	"login.wrong": {"账号或密码有误。", "the account or the password is wrong."},

	"lot.order":     {"批量条件有误：概率应在 0.5 与 1 之间，错误率上限与置信度应在 0 与 1 之间。", "the lot's terms will not do: a probability from 0.5 to 1, a limit of errors and a confidence between 0 and 1."},
	"lot.empty":     {"没有符合条件的记录；请先比对。", "no record meets the terms; collate first."},
	"lot.state":     {"此批已签收，不能再改。", "the lot is signed and cannot be changed."},
	"lot.item":      {"第 %d 项不在抽样之中。", "item %d is not in the sample."},
	"lot.unchecked": {"抽样还有 %d 项未看，看完才能签。", "%d items of the sample are not looked at yet; sign when all are."},
	"lot.bound":     {"按抽样结果，错误率可能高达 %.2f%%，超过上限 %.2f%%，不能整批签收；请提高概率门槛后另立一批。", "by the sample the share of errors may be %.2f %%, above the limit of %.2f %%: the lot cannot be signed; make another with a higher probability."},

	"manifest.column": {"清单缺少“%s”列；应有 file,source,unit,division,as_of。", "the manifest lacks column %q; it needs file,source,unit,division,as_of."},

	"mapping.field":  {"映射文件中的字段“%s”不存在。", "the mapping names field %q, which does not exist."},
	"mapping.format": {"映射文件无法读取。", "the mapping file cannot be read."},

	"merge.self":      {"不能把一个人与其本人合并。", "a person cannot be merged with itself."},
	"merge.different": {"第 %s 号裁定认定两人不是同一人，不能合并。", "ruling %s says that they are different; they cannot be merged."},
	"merge.choose":    {"两人的“%s”分别计在 %s 和 %s，请指明以哪个社区为准。", "both are counted for %q, in %s and in %s; say which community holds."},

	"paper.unknown": {"没有编号为“%s”的文书。", "there is no paper numbered %q."},
	"paper.changed": {"编号“%s”的文书刚被他人更改，请重新打开再办。", "paper %q was changed by somebody else; open it again."},
	"paper.kind":    {"编号“%s”不是这一类文书。", "paper %q is of another kind."},
	"paper.body":    {"编号“%s”的文书内容无法读取。", "the contents of paper %q cannot be read."},

	"password.guessed":  {"密码过于常见或有规律，请换一个。", "the password is easily guessed; choose another."},
	"password.long":     {"密码不能超过 %d 个字节。", "a password has at most %d bytes."},
	"password.short":    {"密码至少 %d 个字符。", "a password needs %d characters at least."},
	"password.twice":    {"两次输入的密码不同。", "the two passwords are not the same."},
	"password.terminal": {"请从终端或标准输入给出密码，不要写在命令行上。", "give the password at a terminal or on the standard input, not on the command line."},

	"person.unknown":   {"没有编号为“%s”的人员。", "there is no person numbered %q."},
	"person.exited":    {"该人员已退出，须先恢复。", "the person has exited; restore first."},
	"person.living":    {"该人员未退出，无需恢复。", "the person has not exited; there is nothing to restore."},
	"person.merged":    {"编号“%s”已并入“%s”，请改用后者。", "number %q was merged into %q; use the latter."},
	"person.not_there": {"编号“%s”的人员在社区 %s 没有在册关系。", "person %q has no presence in community %s."},
	"person.changed":   {"编号“%s”的人员刚被他人更改，请重新打开再改。", "person %q was changed by somebody else; open it again."},
	"person.elsewhere": {"您的辖区内没有编号为“%s”的人员。", "there is no person numbered %q in your part of the city."},
	"person.json":      {"输入应为一个 JSON 对象，如 {\"姓名\": \"…\", \"出生日期\": \"…\"}。", "the input must be one JSON object such as {\"name\": \"…\", \"birth_date\": \"…\"}."},
	"person.field":     {"没有名为“%s”的项目；可用姓名、性别、出生日期、身份证号码、电话号码、居住地址、母亲姓名、社区编码等。", "there is no item %q; use name, sex, birth_date, id_number, phone, residence_address, mother_name, community_code and so on."},
	"person.empty":     {"没有可查找的内容；请给出姓名、身份证号码、出生日期、电话或地址中的至少一项。", "nothing to search for: give at least one of name, ID number, date of birth, phone or address."},

	"print.no_browser": {"没有找到 Chromium 或 Chrome，无法生成 PDF；请改用 .xlsx 或 .html，或用 QUANYUAN_BROWSER 指明浏览器。", "no Chromium or Chrome to print PDF with; use .xlsx or .html, or name one in QUANYUAN_BROWSER."},
	"print.failed":     {"浏览器未能生成 PDF。", "the browser could not print the PDF."},
	"print.format":     {"不支持的格式“%s”；可用 .xlsx、.html、.pdf。", "format %q is not known; use .xlsx, .html or .pdf."},

	"record.taken":   {"这条记录已归属某人，请重新打开再办。", "the record belongs to somebody by now; open it again."},
	"record.unknown": {"没有这条记录。", "there is no such record."},

	"register.again":     {"登记库已有 %d 人，但没有导入过起始台账：没有可比的上一次，不能作为差异导入。", "the register holds %d persons and never took a starting register: there is nothing to compare a difference with."},
	"register.no_number": {"起始台账没有“系统编号”列；请用 --map 指出，或加 --number 让程序编号。", "the starting register has no person number column (系统编号); name it with --map, or let the program number with --number."},
	"register.empty":     {"登记库还没有起始台账，请先 quanyuan import --as register。", "the register is empty; import the starting register first with quanyuan import --as register."},

	"request.invalid":   {"请求有误，见 errors。", "the request is not valid; see errors."},
	"request.too_large": {"文件过大。", "the file is too large."},

	"results.write": {"无法写入“%s”；请检查磁盘空间和权限。", "cannot write %q; check the disk space and the rights."},

	"ruling.answer":       {"裁定只能是 same（同一人）、different（不是同一人）或 unclear（无法判断）。", "an answer is same, different or unclear."},
	"ruling.decided":      {"已经裁定；更改须由上级重新裁定。", "this is decided already; only a higher post can overrule it."},
	"ruling.undecided":    {"尚未裁定，无须改判。", "nothing is decided yet that could be overruled."},
	"ruling.read_already": {"您已经看过这一条，须由另一人来看。", "you have read this question; another person must read it."},
	"ruling.office":       {"两人裁定不一，须由上级决定。", "two readers differ; the superior decides."},
	"ruling.rank":         {"只有上级才能改判。", "only a post that stands above the decision can overrule it."},
	"ruling.share":        {"复看比例应在 0 与 1 之间。", "the share of second readings lies between 0 and 1."},
	"ruling.pairs":        {"第 %d 行无法读取；应有 person_a、person_b、truth（same 或 different）三列。", "line %d cannot be read; it needs person_a, person_b, truth (same or different)."},

	"search.needed":      {"新增人员前须先全市查找；请先运行 quanyuan person search，再附上回执编号。", "search the whole city before adding a person: run quanyuan person search and give the number of its receipt."},
	"search.no_receipt":  {"没有编号为“%s”的查找回执；请重新查找。", "there is no search receipt %q; search again."},
	"search.used":        {"查找回执“%s”已用于新增一人；每新增一人须查找一次。", "a person was added on search receipt %q already; each person needs a search of his own."},
	"search.actor":       {"查找回执“%s”由另一位经办人取得；请自己查找一次。", "search receipt %q is another clerk's; search yourself."},
	"search.stale":       {"查找回执“%s”已超过 %d 分钟；请重新查找。", "search receipt %q is older than %d minutes; search again."},
	"search.not_covered": {"查找回执“%s”没有按这条记录的“%s”查找过；请用同样的内容重新查找。", "search receipt %q was not made for this record's %s; search again for the same values."},
	"search.changed":     {"查找之后出现了相似的人员“%s”；请重新查找并核对。", "person %q, who is alike, has come up since the search; search again and look."},
	"search.known":       {"该人员已在本社区登记，编号“%s”，不再新增；如内容有变请更正。", "the person is registered here already as %q and is not added again; correct the values instead."},
	"search.elsewhere":   {"该人员已在其他社区登记，编号“%s”，不能新增；请办理迁（流）入。", "the person is registered in another community as %q and is not added; start a transfer."},
	"search.exited":      {"该人员登记后已退出，编号“%s”，不能新增；请恢复。", "the person was registered as %q and has exited; restore instead of adding."},

	"serve.listen": {"无法在 %s 监听；端口可能已被占用。", "cannot listen on %s; the port may be taken."},

	"sign.again":     {"该区划的签收仍有效（%s 于 %s），须先撤回。", "the division is signed for by %s on %s; withdraw that first."},
	"sign.none":      {"该区划没有有效的签收。", "no signature stands for the division."},
	"sign.community": {"签收须指明一个社区或上级区划。", "a signature is for a community or a division above."},

	"source.unknown": {"不认识的来源“%s”。", "unknown kind of source %q."},

	"split.no_merge":     {"序号 %d 不是此人可撤销的合并。", "event %d is no merge of this person that can be taken back."},
	"split.nothing_left": {"拆分后双方都须至少保留一条登入记录。", "after a split both sides need a record that makes a person."},
	"split.open":         {"合并之后有 %d 条记录未指明归谁，请逐条指定。", "%d records made since the merge are not allotted; say for each where it belongs."},

	"store.not_register": {"“%s”不是全员登记库，请先运行 quanyuan init。", "%q is not a register; run quanyuan init first."},
	"store.exists":       {"“%s”已存在，不会覆盖；请换一个文件名。", "%q exists already and is not overwritten; choose another name."},
	"store.newer":        {"登记库版本 %d 比本程序新，请升级程序。", "the register has version %d, newer than this program; upgrade the program."},
	"store.older":        {"登记库是旧版本 %d 建立的，本程序不能打开；请重新建立并导入。", "the register was made by the older version %d, which this program does not open; make a new one and import again."},
	"store.busy":         {"登记库正被另一个程序写入，请稍候再试。", "another program is writing to the register; try again later."},

	"ticket.unknown": {"登录已失效，请重新登录。", "the login is not valid; log in again."},
	"ticket.changed": {"登录状态刚有变化，请重试（%s）。", "the login has just changed; try again (%s)."},

	"token.action":  {"该岗位不能办理“%s”，不能列入令牌。", "the post may not do %q, so a token for it is not made."},
	"token.actions": {"须写明令牌可以办理什么。", "say what the token may do."},
	"token.expires": {"令牌须写明有效期，最长一年。", "a token ends within a year; say when."},
	"token.name":    {"须写明令牌的名称。", "the token needs a name."},
	"token.own":     {"令牌只能由账号本人建立。", "only the account itself makes its tokens."},
	"token.post":    {"只有部门报送账号可以建立令牌。", "only accounts of departments have tokens."},

	"transfer.kind":          {"不认识的迁移种类“%s”；应为 residence、hukou 或 both。", "unknown kind of transfer %q; write residence, hukou or both."},
	"transfer.nowhere":       {"迁出与迁入社区相同或都未写明。", "the losing and the gaining community are the same, or neither is named."},
	"transfer.outside":       {"与市外之间的迁移须写明市外何处。", "a move to or from outside the city must say which place."},
	"transfer.not_yours":     {"此事不由您的辖区办理。", "this is not for your division to do."},
	"transfer.reason":        {"须写明理由。", "a reason is needed."},
	"transfer.short_stay":    {"就医、旅游、探亲、出差不算迁移。", "medical care, travel, visits and business are no moves."},
	"transfer.future":        {"迁移日期 %s 在今天之后。", "the day of the move, %s, is in the future."},
	"transfer.nobody":        {"没有可迁移的人员。", "nobody is there to move."},
	"transfer.not_there":     {"编号“%s”的人员在社区 %s 没有要迁移的户籍或居住。", "person %q does not have in community %s what is to move."},
	"transfer.there_already": {"编号“%s”的人员已在社区 %s。", "person %q stands in community %s already."},
	"transfer.two_sided":     {"编号“%s”的人员现计在社区 %s，须与该社区办理迁移。", "person %q is counted in community %s; propose the transfer to that community."},
	"transfer.pending":       {"编号“%s”的人员已有待办的迁移（第 %s 号）。", "person %q has a pending transfer already (paper %s)."},
	"transfer.not_in":        {"编号“%s”的人员不在第 %s 号迁移之中。", "person %q is not in transfer %s."},
	"transfer.state":         {"此迁移现在的状态不能这样办理。", "the transfer is in a state in which this cannot be done."},
	"transfer.not_due":       {"答复期限未到，尚不能报上级。", "the answer is not overdue; it cannot be escalated yet."},
	"transfer.days":          {"期限 %d 天不合适，应为 1 至 365 天。", "a deadline of %d days will not do; give 1 to 365."},
	"table.format":           {"文件“%s”无法读取；应为带表头的 CSV。", "%q cannot be read; it must be a CSV with a header."},
}

// addMessages adds the texts of one area. A key that stands elsewhere already is
// a slip that would put one text in the place of another.
func addMessages(area map[string][2]string) {
	for key, texts := range area {
		if _, there := messages[key]; there {
			panic("two messages have the key " + key)
		}
		messages[key] = texts
	}
}

// Message renders a message in "zh" or "en". An unknown key is shown as
// itself, so that a missing text is seen rather than hidden.
func Message(lang, key string, args ...any) string {
	m, ok := messages[key]
	if !ok {
		return key
	}
	if lang == "zh" {
		return fmt.Sprintf(m[0], args...)
	}
	return fmt.Sprintf(m[1], args...)
}

// HasMessage reports whether a key has its texts; tests of packages that raise
// errors ask it.
func HasMessage(key string) bool { _, ok := messages[key]; return ok }
