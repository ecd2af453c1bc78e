package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics are what /metrics gives.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics() *metrics {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m := &metrics{registry: r, requests: newCounter(r, "quanyuan_requests_total", "Requests by route and status.", "route", "status")}
	m.seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "quanyuan_request_seconds", Help: "Duration of requests by route.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"route"})
	r.MustRegister(m.seconds)
	return m
}

type accountKey struct{}

// NoteAccount tells the log whose request it is, once that is known.
func NoteAccount(ctx context.Context, account string) {
	if into, ok := ctx.Value(accountKey{}).(*string); ok {
		*into = account
	}
}

// observe logs and counts every request. It names the route, never the path or
// query, since those may hold a person's number.
func (s *server) observe(m *metrics, next *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.o.Now()
		var account string
		r = r.WithContext(context.WithValue(r.Context(), accountKey{}, &account))
		c := &counted{ResponseWriter: w, status: http.StatusOK}
		h := c.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(c, r)
		route := r.Pattern // the innermost that matched
		if route == "" {
			route = "none"
		}
		took := s.o.Now().Sub(start)
		m.requests.WithLabelValues(route, strconv.Itoa(c.status)).Inc()
		m.seconds.WithLabelValues(route).Observe(took.Seconds())
		s.o.Log.Info("request", "route", route, "status", c.status, "bytes", c.bytes, "ms", float64(took.Round(10*time.Microsecond))/float64(time.Millisecond), "account", account)
	})
}

// counted counts what is answered.
type counted struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *counted) WriteHeader(status int) { c.status = status; c.ResponseWriter.WriteHeader(status) }
func (c *counted) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets handlers reach the connection's own writer.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }
