// Package code holds the code tables a population register uses, with the many
// words and variant codes by which lists write them.
//
// Every table has one canonical list of codes, mostly that of a national
// standard (data/tables.csv names it). Codes the standard lacks but lists need
// say so in their note. Text is understood by [Table.Lookup]; columns that hold
// nothing but the codes of another list by [Table.BestVariant] and
// [Variant.Lookup].
package code
