// Package survey plans sample surveys and estimates from them: how complete and
// how right a register is, with intervals that hold near 100 percent.
//
// Everything is pure: numbers in, numbers out; the seed of whatever is random is
// passed in. Shares lie between 0 and 1, variances are those of the share, and
// intervals have two sides unless they say otherwise.
//
//   - [Proportion] bounds a share: Wilson, Clopper–Pearson, Korn–Graubard,
//     Rao–Scott; never estimate ± 1.96 standard errors.
//   - [Design] estimates a ratio from a stratified cluster sample, with its
//     variance by linearisation, jackknife and bootstrap.
//   - [Chapman] and [DualSystem] estimate how many there are from two lists.
//   - [Links] takes errors of linkage out of a measured coverage.
//
// Formulas follow R's package survey (T. Lumley), against which they are tested
// to nine digits; where this package departs from it, the comment says so.
package survey
