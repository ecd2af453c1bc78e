package quanyuan

// modelMessages are the texts about the register's model.
var modelMessages = map[string][2]string{
	"model.few":      {"登记库人数太少，还不能训练模型。", "the register holds too few persons to train a model on."},
	"model.none":     {"没有待启用的模型；请先运行 quanyuan model train。", "there is no model to be used; run quanyuan model train first."},
	"model.unknown":  {"没有名为“%s”的模型；请运行 quanyuan model show 查看。", "there is no model %q; see quanyuan model show."},
	"model.trained":  {"登记库没有经人签署的合用模型，已训练并启用模型 %s（登记库 %d 人，名单 %d 条）；请由负责人签署：quanyuan model use", "the register had no model that somebody signed and that fits it: model %s was trained on %d persons and %d rows of lists and is in use; whoever answers for it signs: quanyuan model use"},
	"model.outgrown": {"在用的模型 %s 是按 %d 条训练的，现有 %d 条；请重新训练：quanyuan model train", "model %s, which is in use, was trained on %d persons and rows, and there are %d now: run quanyuan model train"},
}

func init() { addMessages(modelMessages) }
