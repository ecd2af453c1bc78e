package quanyuan

import "maps"

// proofMessages are the texts about signing what a survey found.
var proofMessages = map[string][2]string{
	"survey.signed_already": {"%s 已在这些数据上签过名。", "%s has signed these figures already."},
}

func init() { maps.Copy(messages, proofMessages) }
