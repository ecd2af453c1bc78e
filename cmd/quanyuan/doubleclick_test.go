package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A double click makes the register of the divisions beside it the first time,
// serves it, opens the browser on it, and opens it again when clicked twice.
func TestDoubleClick(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "全员 登记")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var out bytes.Buffer
	e := &env{ctx: ctx, stdin: strings.NewReader("\n"), stdout: &out, stderr: &bytes.Buffer{}, now: fixedClock, lang: "zh"}
	l, err := net.Listen("tcp", "127.0.0.1:0") // a port that is free
	if err != nil {
		t.Fatal(err)
	}
	listen := l.Addr().String()
	l.Close()
	opened := make(chan string, 2)
	c := doubleClick{folder: folder, listen: listen, open: func(url string) error { opened <- url; return nil }}
	if err := c.run(e); err == nil || len(opened) > 0 {
		t.Fatalf("without divisions: %v", err)
	}
	csv := "code,level,parent,name\n510104091000,4,510104000000,春江街道\n510104091001,5,510104091000,春江社区\n"
	if err := os.WriteFile(filepath.Join(folder, "divisions.csv"), []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.run(e) }()
	select {
	case err := <-ended:
		t.Fatalf("it ends at once: %v", err)
	case url := <-opened:
		if url != "http://"+listen {
			t.Errorf("it opens %s", url)
		}
		res, err := http.Get(url + "/sign-in")
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("the page answers %d", res.StatusCode)
		}
	}
	second := *e
	second.stdout = &bytes.Buffer{}
	if err := c.run(&second); err != nil || <-opened != "http://"+listen {
		t.Errorf("clicked twice: %v", err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if !strings.Contains(out.String(), "还没有账号") {
		t.Errorf("nobody is told how to make an account: %s", out.String())
	}
}
