package quanyuan

// adminMessages are the texts about what administrators do: jobs, backups.
var adminMessages = map[string][2]string{
	"job.unknown":        {"没有这项工作，或不是您启动的。", "there is no such job, or it is not yours."},
	"job.stopped":        {"登记库正在关闭，不再开始新的工作。", "the register is closing; no new work is begun."},
	"revision.begun":     {"区划变更 %s 已经开始办理，不能再改动或撤回。", "revision %s has begun; it can be neither changed nor withdrawn."},
	"revision.withdrawn": {"区划变更 %s 已撤回；要办理须重新拟定。", "revision %s was withdrawn; plan it again to apply it."},
	"crosswalk.line":     {"对照规则第 %[1]d 行看不懂，应如：510104091011 道路 春江路 2-98 双。", "line %[1]d of the crosswalk is not understood; write such as: 510104091011 road 春江路 2-98 even."},
	"backup.none":        {"没有设定备份文件夹：启动服务时写 --backups 文件夹，或用 quanyuan backup 命令。", "no folder for backups is set: start the service with --backups FOLDER, or use quanyuan backup."},
	"backup.folder":      {"备份文件夹无法写入，请检查路径和权限。", "the folder for backups cannot be written; see to its path and rights."},
	"backup.disk":        {"磁盘剩余空间放不下一份备份，请先腾出空间。", "the disk has no room for one more copy; make room first."},
	"backup.broken":      {"备份没有通过核对（人员 %s），未保留；请先运行 quanyuan register verify。", "the copy does not verify (person %s) and is not kept; run quanyuan register verify."},
	"backup.sheet":       {"%s 没有相配的说明文件（同名加 .json），不能恢复。", "%s has no sheet beside it (the same name with .json), so it is not restored."},
	"backup.changed":     {"备份 %s 与备份时的校验值不符，不能恢复。", "backup %s is not what it was when it was made; it is not restored."},
	"store.damaged":      {"登记库文件已损坏，请停止服务并用备份恢复。", "the register's file is damaged; stop the service and restore a backup."},
	"start.divisions":    {"还没有登记库。请把区划表存为 %s（列 code,level,parent,name），再双击一次；想先看看，请在命令行运行 quanyuan demo。", "there is no register yet. Put the divisions at %s (code,level,parent,name) and start again; to look around first run quanyuan demo."},
	"serve.nightly":      {"定时“%s”不是时刻，应如 02:00。", "%q is no time of day; write such as 02:00."},
	"serve.certificate":  {"TLS 证书或私钥无法读取；--tls-cert 和 --tls-key 须同时写，且相配。", "the TLS certificate or its key cannot be read; give --tls-cert and --tls-key together, of one pair."},
	"job.ended":          {"这项工作已经结束。", "this job has ended."},
}

func init() { addMessages(adminMessages) }
