package quanyuan

// oldSystemMessages are the texts about exports to the old system and its
// exports to us.
var oldSystemMessages = map[string][2]string{
	"export.no_register": {"登记库没有起始台账，不知道老系统的格式。", "the register took no starting register, so the old system's layout is not known."},
	"export.key":         {"公钥无法理解；应为 quanyuan export --key 显示的一行。", "the key is not understood; it is the line that quanyuan export --key prints."},
	"export.signature":   {"签名不符：清单不是用这把钥匙签的，或签后被改动。", "the signature does not hold: the manifest was signed with another key or changed since."},
	"export.file":        {"文件“%s”与清单不符，签后被改动。", "file %q is not the one of the manifest: it was changed since."},
	"difference.first":   {"只有起始台账，还没有再次导入过老系统的台账（quanyuan import --as register）。", "there is only the starting register; import the old system's next export first (quanyuan import --as register)."},
	"difference.batch":   {"“%s”不是老系统的一批台账。", "%q is no export of the old system."},
	"difference.by_hand": {"涉及在哪个社区、增减人员或子女：请用迁移、退出、新增等办理，再答复 done；认为登记库正确的答复 ours。", "it is about where somebody stands, who comes and goes, or children: do it by transfer, exit or addition and answer done, or answer ours."},
	"difference.number":  {"再次导入的台账须有人员编号，否则无法与上一次逐人比较。", "a later export needs person numbers to be compared with the one before."},
	"export.since":       {"--since 应为登记事件的序号或 last，不是“%s”。", "--since is the number of an event or last, not %q."},
}

func init() { addMessages(oldSystemMessages) }
