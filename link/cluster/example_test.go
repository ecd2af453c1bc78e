package cluster_test

import (
	"fmt"

	"quanyuan/link/cluster"
)

// Records 0 to 2 are one person. Record 3 hangs on 2 by one link, but is known
// to be somebody else than 0.
func ExampleResolve() {
	edges := []cluster.Edge{{A: 0, B: 1, Weight: 8}, {A: 1, B: 2, Weight: 7}, {A: 2, B: 3, Weight: 3}}
	groups, splits := cluster.Resolve(4, edges, cluster.Options{
		CannotLink: func(a, b uint32) bool { return a+b == 3 && a*b == 0 },
	})
	fmt.Println(cluster.Components(4, edges, 0))
	fmt.Println(groups)
	fmt.Println(splits[0])
	// Output:
	// [0 0 0 0]
	// [0 0 0 3]
	// groups 0 and 3 stay apart although 2–3 has weight 3.00: 0 and 3 cannot be one
}

// The thresholds of a sweep are the weights at which components join.
func ExampleSweep() {
	edges := []cluster.Edge{{A: 0, B: 1, Weight: 8}, {A: 2, B: 3, Weight: 5}, {A: 1, B: 2, Weight: 1}}
	for _, m := range cluster.Sweep(4, edges) {
		fmt.Printf("at %g: %d (%d) takes %d (%d)\n", m.Weight, m.Into, m.SizeInto, m.From, m.SizeFrom)
	}
	// Output:
	// at 8: 0 (1) takes 1 (1)
	// at 5: 2 (1) takes 3 (1)
	// at 1: 0 (2) takes 2 (2)
}
