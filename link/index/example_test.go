package index_test

import (
	"context"
	"fmt"
	"strings"

	"quanyuan/link"
	"quanyuan/link/index"
	"quanyuan/link/linktest"
	"quanyuan/link/table"
)

// A model is trained on a list; then records come one at a time.
func Example() {
	ctx := context.Background()
	people := linktest.People(linktest.Population{Seed: 1, Households: 300, Duplicates: .5, Noise: linktest.Usual})
	list, err := linktest.Table(people)
	if err != nil {
		fmt.Println(err)
		return
	}
	trained, err := link.Dedupe(ctx, list, link.Spec{Ignore: []string{"unique_id", "cluster"}}, link.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}

	set, err := index.New(trained.Model, link.ComparatorNamed, index.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	first, err := table.ReadCSV(ctx, strings.NewReader(`id,first_name,surname,sex,dob,street,city,postcode,phone,email
a,agnes,porter,f,1950-02-11,4 mill lane,ashby,ab1 2cd,0123456789,agnes@post.com
b,bruno,keller,m,1961-07-30,9 high road,ashby,ab1 3ef,0198765432,
`), table.Options{Label: "id"})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := set.AddAll(ctx, first); err != nil {
		fmt.Println(err)
		return
	}

	// Search before add.
	someone := map[string]string{"first_name": "agnes", "surname": "porter", "sex": "f", "dob": "1950-02-11", "city": "ashby", "phone": "0123456789"}
	var values []string
	for _, name := range set.Columns() {
		values = append(values, someone[name])
	}
	answer, err := set.Find(values, 3)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range answer.Candidates {
		fmt.Printf("%s of cluster %d, probability above 0.99: %v\n", c.ID, c.Cluster, c.Probability > .99)
	}

	if err := set.Add("c", values); err != nil {
		fmt.Println(err)
		return
	}
	if err := set.Remove("b"); err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range set.Events(0, 0) {
		fmt.Println(e.Number, e.Kind, e.Cluster, e.Records)
	}
	// Output:
	// a of cluster 1, probability above 0.99: true
	// 1 created 1 [a]
	// 2 created 2 [b]
	// 3 grew 1 [c]
	// 4 removed 2 [b]
}
