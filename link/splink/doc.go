// Package splink takes over models made with Splink 4 and 5
// (github.com/moj-analytical-services/splink): it reads the JSON that Splink
// saves and gives every pair the match weight that Splink gives it.
//
// [Read] reads a model and says what in it cannot be taken over. [Model.Scorer]
// makes the model ready for a table: types of the columns, term frequencies,
// SQL conditions compiled to functions. [Scorer.Score] weighs one pair,
// [Scorer.Pairs] all pairs that the model's blocking rules make.
//
// # The weight
//
// With the prior λ and, for each comparison, the first level whose condition
// is true,
//
//	weight = log2(λ/(1-λ)) + Σ log2(m/u) + Σ w·(log2(u_exact) - log2(tf))
//
// where tf is the larger frequency of the two values, at least the level's
// minimum; u_exact is the u of the level on which the same column agrees
// exactly; w is the level's weight. Null levels weigh 0. The probability is
// 1/(1+2^-weight). Splink 4 works with Bayes factors, kept between 1e-300 and
// 1e300; Splink 5 with weights, m and u at least 1e-300. Both are repeated.
//
// # Conditions
//
// Conditions are SQL. Those that Splink's comparison library writes for DuckDB
// are understood, and many that people write by hand; for Spark, SQLite and
// PostgreSQL what differs in spelling. SQL's logic of three values is kept.
// What is not understood is a [Problem]: it names the comparison, the level and
// the text, and a scorer is not made unless the caller asks to leave such
// comparisons out.
//
// Similarities are those of DuckDB to the last bit. DuckDB up to 2.0.0 counted
// bytes, since 2.0.1 it counts characters; for texts that are not ASCII that
// differs, see [Options.Bytes].
package splink
