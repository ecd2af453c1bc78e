// Package statistics counts the population: tables of divisions by age, sex,
// hukou and so on, movement within a time, and what of a table may be published
// without telling anything of anybody (see docs/method/statistics.md).
package statistics
