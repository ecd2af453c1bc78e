package register

import (
	"slices"
	"strings"

	"quanyuan"
	"quanyuan/refdata/code"
)

// Codes of the tables hukou status and residence status.
const (
	hukouHere, hukouElsewhere, hukouPending = "1", "2", "3"
	livesHere                               = "1"
)

// presences derives where the person stands: one presence for each community
// that a record entered him in, the latest record's word per community.
func presences(records []*quanyuan.Record, sources Sources) []quanyuan.Presence {
	var ps []quanyuan.Presence
	for _, r := range records {
		community := r.Text(quanyuan.CommunityCode)
		if community == "" {
			continue
		}
		_, asOf := sources(r.ID)
		p := quanyuan.Presence{
			Community: community,
			Hukou:     r.Text(quanyuan.HukouStatus),
			Residence: r.Text(quanyuan.ResidenceStatus),
			Household: r.Text(quanyuan.HouseholdNumber),
			Group:     r.Text(quanyuan.Group),
			Estate:    r.Text(quanyuan.Estate),
			Category:  CategoryOf(r, asOf),
		}
		i := slices.IndexFunc(ps, func(q quanyuan.Presence) bool { return q.Community == community })
		if i < 0 {
			ps = append(ps, p)
		} else {
			ps[i] = p
		}
	}
	slices.SortFunc(ps, func(a, b quanyuan.Presence) int { return strings.Compare(a.Community, b.Community) })
	return ps
}

// CategoryOf derives the mission's category from what a record says of hukou
// and residence in its community, on the day asOf.
func CategoryOf(r *quanyuan.Record, asOf quanyuan.Date) quanyuan.Category {
	hukou, residence := r.Text(quanyuan.HukouStatus), r.Text(quanyuan.ResidenceStatus)
	switch {
	case hukou == hukouHere && residence == livesHere:
		return quanyuan.HukouAndLivesHere
	case hukou == hukouHere && residence != "":
		return quanyuan.HukouLivesAway
	case hukou == hukouPending && residence == livesHere:
		return quanyuan.HukouPending
	case hukou != hukouElsewhere || residence != livesHere:
		return quanyuan.CategoryNone
	}
	return stayCategory(r, asOf)
}

// stayCategory tells a stay that counts from one that does not (yet).
func stayCategory(r *quanyuan.Record, asOf quanyuan.Date) quanyuan.Category {
	if reason := r.Value(quanyuan.StayReason); reason.Known() && excluded(reason.Text) {
		return quanyuan.Excluded
	}
	arrived, ok := quanyuan.ParseDate(r.Text(quanyuan.ArriveDate))
	if days, known := arrived.Days(asOf); ok && known && days < 30 {
		return quanyuan.UnderThirtyDays
	}
	return quanyuan.LivesHere30Days
}

// excluded reports whether a reason of stay is one of those that the register
// leaves out.
func excluded(reason string) bool {
	_, ok := code.ExclusionOf(reason)
	return ok
}
