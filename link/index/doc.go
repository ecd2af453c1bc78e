// Package index keeps a set of records that lives: records are added, changed
// and removed, candidates are searched for before a record is added, and the
// clusters follow.
//
// # The same as a batch run
//
// An index has a model that does not change ([link.Model]). Under it the weight
// of a pair depends on the two records alone, and so does whether they are
// compared: blocking keys come from the record, oversized blocks are divided as
// the model says, and the frequencies of values are the model's. So the clusters
// are always those that [link.Dedupe] finds in the records that are there, under
// the same model and threshold, whatever came and went before. Records that say
// the same in all that is compared are taken in order of their ids, as in a
// table that is sorted by them.
//
// When much has come, train a new model on all records and make a new index: the
// old one goes on with the frequencies and rules of its training data.
//
// # Lists and rulings
//
// Records may come from lists that were declared ([Index.Declare], [Index.AddTo]);
// those of a list that has nobody twice are not compared with each other and
// never stand in one cluster, as with [link.Options].Sources. A ruling
// ([Index.Rule], [Index.Withdraw]) keeps two ids apart for ever, as
// [link.Options].CannotLink does: also when their records come later, change, or
// go and come back.
//
// # Clusters and events
//
// Clusters have numbers, from 1 in the order in which they came to be. Only the
// component in which a record comes or goes, or of which something is ruled, is
// divided anew. A cluster lives on
// where most of its records are, of equals where its oldest record is; when
// clusters merge, the oldest number survives. Every change is an [Event]; whoever
// follows them from the first has the clusters.
//
// # Work
//
// Adding a record compares it with all records that share a blocking key, as
// many as they are: a key that hundreds of thousands of records have makes every
// further one of them as dear, which calls for a new model that divides the
// block. Find compares with at most [Options].MostCompared records, those under
// the rarest keys first, and says so ([Answer].Truncated).
//
// The comparisons of long values, such as addresses, are made last, and only
// where the others leave open whether the pair reaches what counts
// ([link.Weigher.Bound]).
//
// A component of many records is divided anew with every record that comes or
// goes; AddAll does so once for all its records.
//
// # Memory and concurrency
//
// Every distinct value is kept once, with what its comparator made of it; a
// record takes a number for each column, a place under each of its keys, and its
// id. Values that nobody has any more stay until the index is restored from a
// snapshot, and so do long ones that were only searched for, up to one for every
// eight records: mostly what is searched for is added next.
//
// All methods may be called from many goroutines. Readers work at the same time;
// a writer has the index for himself, for some tens of microseconds a record,
// AddAll until all are in, and Find for a moment when it meets a new long value.
// Snapshot holds writers up, not readers.
package index
