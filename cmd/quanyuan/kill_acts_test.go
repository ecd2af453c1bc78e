package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"quanyuan"
	"quanyuan/desk"
	"quanyuan/review"
	"quanyuan/store/sqlite"
)

// kills is how often the program is killed; QUANYUAN_KILLS says otherwise.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("QUANYUAN_KILLS")); err == nil {
		return n
	}
	return 10
}

const (
	here  = "510104091001"
	there = "510104091002"
)

// The acts of the child, one after the other and from the start again: act i
// is the (i % 6)th of these.
var killedActs = []func(w *working, round int) error{(*working).bring, (*working).collate, (*working).join, (*working).propose, (*working).accept, (*working).signed}

// account counts what the acts leave behind.
type account struct {
	batches, records, proposals, merged, moved, proposed, accepted, signatures int
	stands                                                                     bool
}

// after is the plain account of the first n acts.
func after(n int) (a account) {
	for i := range n {
		switch i % len(killedActs) {
		case 0:
			a.batches, a.records = a.batches+1, a.records+3
		case 1:
			a.proposals = a.records
		case 2:
			a.merged++
		case 3:
			a.proposed++
		case 4:
			a.proposed, a.accepted, a.moved = a.proposed-1, a.accepted+1, a.moved+1
		case 5:
			if a.stands = !a.stands; a.stands {
				a.signatures++
			}
		}
	}
	return a
}

// working is a register opened for the acts.
type working struct {
	*desk.Desk
	store quanyuan.Store
	ctx   context.Context
	dir   string
}

func openWorking(db string) (*working, error) {
	w := &working{ctx: context.Background(), dir: filepath.Dir(db)}
	var err error
	if w.store, err = sqlite.Open(w.ctx, db, fixedClock); err != nil {
		return nil, err
	}
	w.Desk, err = desk.Open(w.ctx, w.store, fixedClock)
	return w, err
}

func actor(division string) quanyuan.Principal {
	p := quanyuan.Local("李专干")
	p.Division = division
	return p
}

func (w *working) bring(round int) error {
	path := filepath.Join(w.dir, fmt.Sprintf("list%d.csv", round))
	var b strings.Builder
	b.WriteString("姓名,性别,出生日期,社区编码\n")
	for i := range 3 {
		fmt.Fprintf(&b, "周%c,男,19%02d-03-0%d,%s\n", rune('一'+3*round+i), round%90+10, i+1, here)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		return err
	}
	_, err := w.Import(w.ctx, desk.Upload{Path: path, Source: quanyuan.Source{Kind: quanyuan.School}})
	return err
}

func (w *working) collate(int) error {
	_, err := w.Collate(w.ctx, nil, func(*quanyuan.Proposal) error { return nil })
	return err
}

// Three persons of the register are a round's: two are made one, one moves.
func (w *working) join(round int) error {
	_, err := w.Merge(w.ctx, actor(""), desk.Merge{A: townsman(3 * round), B: townsman(3*round + 1)})
	return err
}

func (w *working) propose(round int) error {
	_, err := w.ProposeTransfer(w.ctx, actor(there), desk.TransferOrder{Persons: []quanyuan.Number{townsman(3*round + 2)},
		Transfer: quanyuan.Transfer{TransferKind: quanyuan.MovesResidence, From: here, To: there, Reason: "搬家", Day: quanyuan.Date{Year: 2024, Month: 6, Day: 20}}})
	return err
}

func (w *working) accept(int) error {
	waiting, err := w.Transfers(w.ctx, actor(here), []string{quanyuan.TransferProposed}, 0)
	if err == nil && len(waiting) != 1 {
		err = fmt.Errorf("%d transfers wait", len(waiting))
	}
	if err == nil {
		_, err = w.ActOnTransfer(w.ctx, actor(here), waiting[0].ID, review.Accept, "", nil)
	}
	return err
}

func (w *working) signed(round int) (err error) {
	if round%2 == 0 {
		_, err = w.Sign(w.ctx, actor(""), desk.SignOrder{Division: here})
		return err
	}
	return w.WithdrawSignature(w.ctx, actor(""), here, "有变动")
}

func townsman(i int) quanyuan.Number { return quanyuan.Number(fmt.Sprintf("P%06d", i)) }

// actUntilKilled does acts from the given one on, and says of each when it
// begins and when it has ended.
func actUntilKilled(db, from string) error {
	w, err := openWorking(db)
	if err != nil {
		return err
	}
	i, err := strconv.Atoi(from)
	if err != nil {
		return err
	}
	for ; err == nil; i++ {
		fmt.Println("begin", i)
		if err = killedActs[i%len(killedActs)](w, i/len(killedActs)); err == nil {
			fmt.Println("end", i)
		}
	}
	return fmt.Errorf("act %d: %w", i-1, err)
}

// count is what the register holds of the acts.
func (w *working) count(t *testing.T) (a account) {
	t.Helper()
	batches, err := w.store.Batches(w.ctx)
	fatal(t, err)
	for _, b := range batches[1:] {
		a.batches++
		for _, err := range w.store.Records(w.ctx, b.ID) {
			fatal(t, err)
			a.records++
		}
		for _, err := range w.store.Proposals(w.ctx, b.ID) {
			fatal(t, err)
			a.proposals++
		}
		if !b.Receipt.AddsUp() || b.Receipt.Accepted != 3 {
			t.Errorf("the receipt of %s: %+v", b.File, b.Receipt)
		}
	}
	for p, err := range w.store.Persons(w.ctx) {
		fatal(t, err)
		if p.Forward != "" {
			a.merged++
		}
		for i := range p.Presences {
			if pr := &p.Presences[i]; pr.Community == there && pr.Note&quanyuan.CountsResidence != 0 {
				a.moved++
			}
		}
	}
	papers := func(kind quanyuan.PaperKind, state string) int {
		ps, err := w.store.Papers(w.ctx, quanyuan.PaperQuery{Kind: kind, States: []string{state}, Scope: quanyuan.Everywhere})
		fatal(t, err)
		return len(ps)
	}
	a.proposed, a.accepted = papers(quanyuan.TransferPaper, quanyuan.TransferProposed), papers(quanyuan.TransferPaper, quanyuan.TransferAccepted)
	standing := papers(quanyuan.SignaturePaper, quanyuan.SignatureStands)
	a.signatures, a.stands = standing+papers(quanyuan.SignaturePaper, quanyuan.SignatureWithdrawn), standing == 1
	return a
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestKillNineLeavesEveryActInOrOut kills a program that imports, collates,
// merges, transfers and signs at random moments. Every act that has ended is
// there, the one that was under way is there wholly or not at all, and nothing
// is there twice; the register and the audit chain hold.
func TestKillNineLeavesEveryActInOrOut(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	n := kills()
	const mostActs = 8 // between two kills
	db := filepath.Join(t.TempDir(), "town.db")
	divisions, register := filepath.Join(filepath.Dir(db), "divisions.csv"), filepath.Join(filepath.Dir(db), "register.csv")
	write(t, divisions, "code,level,parent,name\n510104091000,4,510104000000,春江街道\n510104091001,5,510104091000,春江社区\n510104091002,5,510104091000,长宁社区\n")
	var b strings.Builder
	b.WriteString("系统编号,姓名,性别,出生日期,户籍状况,居住状况,社区编码\n")
	for i := range 3 * (n*(mostActs+20)/len(killedActs) + 2) {
		fmt.Fprintf(&b, "P%06d,陈%c,男,19%02d-0%d-1%d,户口在本社区,现住本社区,%s\n", i, rune('一'+i), i%90+10, i%9+1, i%9, here)
	}
	write(t, register, b.String())
	runProgram(t, "init", "--db", db, "--divisions", divisions)
	runProgram(t, "import", "--db", db, "--as", "register", register)
	openCampaign(t, db)

	dice := rand.New(rand.NewPCG(9, 1))
	done, within := 0, 0
	for range n {
		ended, under := killWhileActing(t, db, done, 1+dice.IntN(mostActs-1), time.Duration(dice.IntN(30_000))*time.Microsecond)
		w, err := openWorking(db)
		fatal(t, err)
		got := w.count(t)
		switch got {
		case after(ended):
			done = ended
		case after(ended + 1):
			done = ended + 1
		default:
			t.Fatalf("%d acts had ended, act %d was under way: the register holds %+v, want %+v or %+v", ended, under, got, after(ended), after(ended+1))
		}
		if under >= ended {
			within++
		}
		if broken, _, err := w.Verify(w.ctx, 0, nil); err != nil || len(broken) > 0 {
			t.Fatalf("register verify: %v %v", broken, err)
		}
		if _, broken, err := w.VerifyAudit(w.ctx, actor("")); err != nil || broken != nil {
			t.Fatalf("audit verify: %+v %v", broken, err)
		}
		fatal(t, errors.Join(w.Close(w.ctx), w.store.Close()))
	}
	t.Logf("%d acts, %d of %d kills within one", done, within, n)
	if done < n || within == 0 {
		t.Errorf("%d acts in %d kills, %d of them within an act: nothing was tried", done, n, within)
	}
}

func openCampaign(t *testing.T, db string) {
	t.Helper()
	w, err := openWorking(db)
	fatal(t, err)
	plan := &quanyuan.Campaign{Name: "2024年消重补漏"}
	for i, k := range quanyuan.Phases() {
		plan.Phases = append(plan.Phases, quanyuan.Phase{Key: k, From: quanyuan.Date{Year: 2024, Month: 6, Day: 1 + 5*i}, To: quanyuan.Date{Year: 2024, Month: 6, Day: 6 + 5*i}})
	}
	fatal(t, w.OpenCampaign(w.ctx, actor(""), plan))
	fatal(t, errors.Join(w.Close(w.ctx), w.store.Close()))
}

// killWhileActing lets a child act from one act on, and kills it a while after
// it has begun some more. It gives how many acts have ended, and the last begun.
func killWhileActing(t *testing.T, db string, from, acts int, later time.Duration) (ended, under int) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=NONE")
	cmd.Env = append(os.Environ(), "QUANYUAN_ACTS="+db, "QUANYUAN_ACTS_FROM="+strconv.Itoa(from))
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	fatal(t, err)
	fatal(t, cmd.Start())
	ended, under = from, from-1
	lines := bufio.NewScanner(out)
	var timer *time.Timer
	for lines.Scan() {
		word, number, _ := strings.Cut(lines.Text(), " ")
		i, err := strconv.Atoi(number)
		fatal(t, err)
		if word == "end" {
			ended = i + 1
		} else if under = i; i == from+acts-1 {
			timer = time.AfterFunc(later, func() { cmd.Process.Kill() })
		}
	}
	cmd.Wait()
	if timer == nil || complaint.Len() > 0 {
		t.Fatalf("the child ended by itself: %s", complaint.String())
	}
	return ended, under
}
