// Package report turns a run of the linkage engine into one HTML page that
// explains it: what the columns were taken for, which pairs were compared, what
// the model learnt, what every pair weighs and why, and what the clusters are.
//
// The page is a single file, needs no network and asks for none (its content
// security policy forbids it), and speaks Chinese and English. [New] gathers
// the [Data], plain values that also make sense as JSON; [Write] puts them into
// the page. Tables draw only the rows in view, so that a page with 100,000
// pairs opens at once.
//
// # Personal data
//
// A report holds values of records, since nobody can judge a pair without
// them, and says so at its top. With [Input.Masked] it holds none: neither
// values nor names, only which values were given and how far they agreed.
//
// # What can be relied on
//
// The same run gives the same bytes. Where records have names (which must
// differ) neither the order of the rows matters nor which row of a pair stands
// first.
package report
