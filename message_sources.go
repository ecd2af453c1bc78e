package quanyuan

// sourcesMessages are the texts about the order of sources.
var sourcesMessages = map[string][2]string{
	"sources.order":   {"项目 %s 的来源次序有误：“%s”重复、为空或不是报送来源。", "the order of sources for %s is wrong: %q stands twice, is empty or sends no lists."},
	"sources.field":   {"没有名为“%s”的项目。", "there is no field %q."},
	"sources.setting": {"来源次序正在由 %s 更改；等它办完，或由其再办一次。", "the order of sources is being changed by %s; wait until it is done, or let it be set once more."},
	"sources.moved":   {"导入期间来源次序已更改，这批没有入库；请再导入一次。", "the order of sources was changed meanwhile, so that the batch was not taken in; import it again."},
}

func init() { addMessages(sourcesMessages) }
