package quanyuan

// clusterMessages are the texts of faults of answers given together.
var clusterMessages = map[string][2]string{
	"ruling.together": {"第 %s 号不能与其余各条一并裁定：须是同一人的待裁定，且不在争议之中。", "question %s cannot be answered together with the others: all must be about one person, and none disputed."},
}

func init() { addMessages(clusterMessages) }
