// Command evaluate holds the result of a linkage against the truth.
//
//	go run ./bench/evaluate -truth people.truth.csv -clusters clusters.csv -pairs pairs.csv -panel people.panel.csv
package main

import (
	"flag"
	"fmt"
	"log"

	"quanyuan/bench/score"
)

func main() {
	log.SetFlags(0)
	truth := flag.String("truth", "people.truth.csv", "file id,cluster with the truth")
	clusters := flag.String("clusters", "", "file id,cluster with what was found")
	pairs := flag.String("pairs", "", "file id_l,id_r,weight: what the best threshold would have been")
	panel := flag.String("panel", "", "file kind,id_l,id_r of pairs that are two persons")
	flag.Parse()
	if err := evaluate(*truth, *clusters, *pairs, *panel); err != nil {
		log.Fatal(err)
	}
}

func evaluate(truth, clusters, pairs, panel string) error {
	t, err := score.ReadTruth(truth, "id", "cluster")
	if err != nil {
		return err
	}
	fmt.Printf("truth     %d records, %d pairs\n", t.Records(), t.Pairs())
	var own score.Score
	if clusters != "" {
		labels, err := t.ReadClusters(clusters)
		if err != nil {
			return err
		}
		own = t.Of(labels)
		fmt.Printf("clusters  %v, F1 within %v\n", own, score.Spread(own, 1))
		if panel != "" {
			if err := hard(t, panel, labels); err != nil {
				return err
			}
		}
	}
	if pairs == "" {
		return nil
	}
	p, err := t.ReadPairs(pairs)
	if err != nil {
		return err
	}
	weight, best := p.Best()
	fmt.Printf("pairs     %d, of them %d true: %.4f of all\n", p.Len(), p.True(), float64(p.True())/float64(max(1, t.Pairs())))
	fmt.Printf("best      %v at weight %.2f\n", best, weight)
	fmt.Printf("at 0.5    %v\n", p.At(0))
	for _, b := range p.Calibration() {
		fmt.Printf("          %v\n", b)
	}
	if clusters != "" {
		fmt.Printf("gap       %.4f\n", best.F1-own.F1)
	}
	return nil
}

func hard(t *score.Truth, path string, labels []uint32) error {
	kinds, all, err := t.ReadPanel(path, labels)
	if err != nil {
		return err
	}
	for _, k := range append(kinds, all) {
		fmt.Printf("panel     %v\n", k)
	}
	return nil
}
