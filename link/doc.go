// Package link finds the records that speak of one entity, in one table
// ([Dedupe]) or across two ([Match]), without labels and, if wished, without
// settings.
//
// # The way of the data
//
// Columns come dictionary-encoded from package table. Comparators of package
// compare (Latin) and chinese prepare every distinct value once. Blocking
// rules of package block name the pairs worth comparing; a pair belongs to the
// first rule that makes it. The levels of a pair are packed, four bits a
// comparison, into one integer, its pattern. Package train fits a model to the
// counts of patterns, and the model's weight of a pattern, the log2 odds of a
// match, is looked up for every pair. Pairs above even odds make clusters.
//
// # The model
//
// A pair is a match or one of several kinds of non-match (Fellegi and Sunter
// 1969; the estimation without labels is that of Winkler 1988, EM over counts
// of patterns). With levels x of the comparisons k,
//
//	odds(x) = Σ_matches N_c ∏_k m_ck(x_k)  /  Σ_others N_c ∏_k p_ck(x_k)
//
// where N_c is the expected number of pairs of class c. A product of fields
// within a class, but a mixture of classes: that is where dependence between
// fields goes, which ruins the calibration of a plain two-class model.
//
//   - match, and match moved: the same distributions of what tells people
//     apart, others for what stays behind when they move.
//   - chance: all random pairs. Exact agreement is counted in the dictionaries,
//     Σ c(c-1)/2 over the values; near agreement among the candidates, where it
//     is found, and in a sample of the other pairs; what the other classes
//     explain is taken out again (hidden matches).
//   - household: shares address, telephone and surname ([Comparison].Shared),
//     sometimes an address for mail, and agrees by chance in the rest but for the
//     likenesses of relatives, a surname or a generation's character in a name,
//     the county of a number. Its small variants share one field more (twins the
//     birth date, father and son the name), and what is made from it then
//     resembles too; how small has a gamma prior.
//   - relatives: the same for those who live apart, where homes can be told apart.
//   - street, town: agree in part of the address.
//   - optional classes that agree by chance in two fields more often than a
//     product says (homonyms; city and postcode), or by chance in a field and
//     resemble therefore in what is made from it (e-mail from the name,
//     identity number from the birth date), and namesakes: one name and
//     birthday. They vanish unless they explain more pairs than their parameter
//     costs (the Bayesian information criterion; Figueiredo and Jain 2002).
//
// Blocking sees of a town only the pairs that also share a key, so the classes
// are fitted on a sample of the candidates and on a weighted sample of the pairs
// apart from them, which cannot be matches.
//
// Term frequencies are part of the pattern: exact agreement is split into bands
// of frequency, rare values in bands of their own, whose u is known exactly. So
// they cost nothing in training, and agreement in a rare surname counts for
// more than in a common one.
//
// What agrees by chance in a field does so in every class in which the field is
// left to chance; only the background does without the pairs that others
// explain.
//
// Missing values are neutral, unless a comparison says that they inform
// ([Comparison].Informative): then that one is missing has a probability in each
// class as a grade has. Dirichlet priors keep levels finite that were
// never seen, and bounds keep the match class what it is: matches agree exactly
// in at least a quarter of what tells people apart, and those who moved are no
// more than those who stayed. EM begins with the classes held to what they mean
// and is then let go, because likelihood alone also rewards a match class that
// has swallowed the members of households. Then pairs that are certain matches
// without a field bound how often matches disagree in it; so few matches among
// many households are found too. Its steps are accelerated by squared
// extrapolation (SQUAREM; Varadhan and Roland 2008).
//
// The weights are calibrated, so the default threshold is even odds. It is lower
// where the best and the second best partners of the records show that pairs
// below it are matches too: what a pair looked at by itself does not know is that
// it is the only candidate.
//
// # Clusters
//
// Pairs above the threshold make components (package cluster). One in which a
// pair speaks against a link is divided: groups are joined best first, pairs
// that blocking never made being compared now. The link of two groups is read
// from their pairs, and from the groups as wholes: as if each were one record
// whose every field is a copy of that of one of its rows. Records that
// contradict each other, such as by two valid identity numbers, are not held
// together by others. Every link given up is told ([Result].Splits).
//
// # Households
//
// If asked ([Spec].Household), matched members of two households speak for the
// other ones, after the pairs were weighed: their pairs are the same mixture of
// classes in other shares, which are estimated; see [Household].
//
// # What can be relied on
//
// The same records under the same settings give the same pairs and clusters,
// for any number of threads and any order of the rows. A [Model] is JSON; with
// it, scoring repeats the run that trained it.
package link
