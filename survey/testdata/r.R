# Makes r.json: Rscript r.R > r.json
# Random designs, and what R's package survey says of them.
suppressMessages(library(survey))
set.seed(20261130, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
num <- function(x) if (is.null(x)) "null" else if (length(x) == 1) sprintf("%.17g", x) else paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]")
arr <- function(x) if (is.null(x)) "null" else paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]")
solved <- function(p, v, df, rows) { # 2 n* KL(p, q) = t^2, with the dispersion of svyglm
  n <- p * (1 - p) / v; b <- qt(.975, df)^2 * rows / (rows - 1)
  f <- function(q) 2 * n * (p * log(p / q) + (1 - p) * log((1 - p) / (1 - q))) - b
  c(uniroot(f, c(1e-300, p), tol = 1e-15, maxiter = 10000)$root, uniroot(f, c(p, 1 - 1e-16), tol = 1e-15, maxiter = 10000)$root)
}
known <- data.frame(g = c("children", "men", "women"), Freq = c(900, 2100, 2000))
design <- function(name, strata, psus, size, share, fpc = FALSE, lonely = "fail", domain = 1, ratio = FALSE, post = FALSE) {
  options(survey.lonely.psu = lonely)
  d <- NULL
  for (h in seq_len(strata)) {
    n <- if (lonely != "fail" && h %% 3 == 0) 1 else psus
    N <- n + rpois(1, 20)
    for (i in seq_len(n)) {
      m <- 1 + rpois(1, size - 1)
      p <- plogis(qlogis(share) + rnorm(1))
      x <- if (ratio) round(rexp(m) * 10, 3) + 1 else as.numeric(runif(m) < domain)
      y <- if (ratio) round(x * (.5 + rnorm(m) / 5), 3) else x * (runif(m) < p)
      d <- rbind(d, data.frame(h = h, i = i, w = round(runif(m, 1, 30), 2), y = y, x = x, N = N))
    }
  }
  d$psu <- d$h * 1000 + d$i
  s <- if (fpc) svydesign(~psu, strata = ~h, weights = ~w, fpc = ~N, data = d) else svydesign(~psu, strata = ~h, weights = ~w, data = d)
  d$g <- sample(c("men", "women", "children"), nrow(d), TRUE); s <- update(s, g = d$g)
  if (post) s <- postStratify(s, ~g, known)
  r <- svyratio(~y, ~x, s, deff = "replace")
  v <- as.numeric(vcov(r)); p <- as.numeric(coef(r))
  sub <- subset(s, x != 0); df <- degf(sub)
  jk <- if (lonely %in% c("fail", "adjust", "remove")) {
    j <- as.svrepdesign(s, type = "JKn", mse = TRUE)
    if (post) j <- postStratify(j, ~g, known)
    as.numeric(vcov(withReplicates(j, function(w, data) sum(w * data$y) / sum(w * data$x))))
  } else NULL
  beta <- like <- NULL
  # A calibrated design keeps rows outside the domain, with weight 0, and counts them in nrow.
  if (!ratio && p > 0 && p < 1 && !(post && domain < 1)) {
    beta <- as.numeric(attr(svyciprop(~I(y == 1), sub, method = "beta"), "ci"))
    like <- solved(p, v, df, nrow(sub))
    # The package's own answer rests on a spline: the same to about three digits.
    own <- as.numeric(attr(svyciprop(~I(y == 1), sub, method = "likelihood"), "ci"))
    if (max(abs(own - like)) > 1e-3) message(name, ": likelihood ", paste(signif(own, 6), collapse = " "), " solved ", paste(signif(like, 6), collapse = " "))
  }
  sprintf('{"Name":"%s","Lonely":"%s","Stratum":%s,"PSU":%s,"Weight":%s,"Y":%s,"X":%s,"FPC":%s,"Post":%s,"Ratio":%s,"V":%s,"Deff":%s,"JKn":%s,"DF":%s,"Beta":%s,"Like":%s}',
    name, lonely, arr(d$h), arr(d$i), arr(d$w), arr(d$y), arr(d$x), if (fpc) arr(d$N) else "null", if (post) paste0('["', paste(d$g, collapse = '","'), '"]') else "null", num(p), num(v), num(as.numeric(attr(r, "deff"))), num(jk), num(df), arr(beta), arr(like))
}
out <- c(
  design("shares", 5, 6, 10, .9), design("near 99 percent", 4, 15, 12, .99), design("few clusters", 2, 3, 6, .7),
  design("with fpc", 4, 5, 8, .8, fpc = TRUE), design("domain", 3, 6, 8, .8, domain = .6), design("rare domain", 3, 6, 3, .6, domain = .3),
  design("ratio", 4, 5, 6, .5, ratio = TRUE), design("ratio with fpc", 3, 4, 5, .5, ratio = TRUE, fpc = TRUE), design("one stratum", 1, 12, 9, .85),
  design("lonely adjust", 6, 3, 6, .8, lonely = "adjust"), design("lonely adjust fpc", 6, 3, 6, .8, lonely = "adjust", fpc = TRUE),
  design("lonely average", 6, 3, 6, .8, lonely = "average"), design("lonely remove", 6, 3, 6, .8, lonely = "remove"),
  design("lonely certainty", 6, 3, 6, .8, lonely = "certainty"), design("lonely ratio", 6, 3, 6, .8, lonely = "adjust", ratio = TRUE),
  design("post-strata", 4, 5, 8, .8, post = TRUE), design("post-strata, domain", 4, 5, 8, .8, post = TRUE, domain = .7), design("post-strata, ratio, fpc", 4, 5, 8, .8, post = TRUE, ratio = TRUE, fpc = TRUE))
cat(sprintf('{"R":"%s","Survey":"%s","Designs":[\n%s\n]}\n', R.version.string, packageVersion("survey"), paste(out, collapse = ",\n")))
