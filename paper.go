package quanyuan

import (
	"encoding/json"
	"time"
)

// PaperKind names a kind of paper.
type PaperKind string

// The papers of a register.
const (
	TransferPaper  PaperKind = "transfer"  // 迁(流)入(出): a handshake of two communities
	RulingPaper    PaperKind = "ruling"    // 裁定: same, different, cannot tell
	LotPaper       PaperKind = "lot"       // 批量裁定: certain cases signed together
	HouseholdPaper PaperKind = "household" // 户
	DwellingPaper  PaperKind = "dwelling"  // 房屋
	BirthPaper     PaperKind = "birth"     // 生育: mother, father, child
	CampaignPaper  PaperKind = "campaign"  // 专项行动
	TaskPaper      PaperKind = "task"      // 任务
	SignaturePaper PaperKind = "signature" // 签收: who answers for a state
	ReceiptPaper   PaperKind = "receipt"   // 查无此人: searched before adding
	DisposalPaper  PaperKind = "disposal"  // 销毁: what was disposed of, by whom
	RevisionPaper  PaperKind = "revision"  // 区划变更: a change of divisions
	SurveyPaper    PaperKind = "survey"    // 抽样调查
	PSUPaper       PaperKind = "segment"   // 抽中的小区域: its persons and answers
	FieldPaper     PaperKind = "field"     // 手机调查表: a house as an interviewer wrote it down
	CasePaper      PaperKind = "case"      // 核对: what was done about a row of a list
	AmendmentPaper PaperKind = "amendment" // 更正申请: what a resident asks to be corrected
	ProofPaper     PaperKind = "proof"     // 证明材料: what was sent as proof
)

// Paper is a document about persons and places that people work on: it lies on
// somebody's desk, has a state, and is never deleted. What is peculiar to a
// kind stands in Body, as JSON of the kind's own type; the other fields are
// what lists are filtered and sorted by.
type Paper struct {
	Kind    PaperKind  `json:"kind"`
	ID      string     `json:"id"`      // within the kind; the store numbers it when empty
	Version int64      `json:"version"` // the version seen, 0: new; the store adds one
	State   string     `json:"state"`
	Desk    string     `json:"desk"`            // division on whose worklist it lies
	Other   string     `json:"other,omitempty"` // division of the other side, which sees it too
	Due     Date       `json:"due,omitzero"`
	Rank    float64    `json:"rank,omitempty"` // worklists show the highest first
	Persons []Number   `json:"persons,omitempty"`
	Records []RecordID `json:"records,omitempty"`
	At      time.Time  `json:"at"`    // of the last change
	Actor   string     `json:"actor"` // who made it
	Body    []byte     `json:"body,omitempty"`
}

// with puts a body into a paper.
func (p *Paper) with(body any) *Paper {
	p.Body, _ = json.Marshal(body) // of plain types: it cannot fail
	return p
}

// read takes the body out of a paper of the kind.
func (p *Paper) read(kind PaperKind, body any) error {
	if p.Kind != kind {
		return &Error{Kind: ErrInvalid, Key: "paper.kind", Args: []any{p.ID}}
	}
	if err := json.Unmarshal(p.Body, body); err != nil {
		return &Error{Kind: ErrInvalid, Key: "paper.body", Args: []any{p.ID}, Err: err}
	}
	return nil
}

// PaperQuery selects papers; empty fields select all. Papers come sorted by
// rank, highest first, then by ID.
type PaperQuery struct {
	Kind   PaperKind
	States []string
	// Scope keeps papers whose desk or other side lies in it. A query without
	// a scope finds nothing.
	Scope     Scope
	Person    Number
	Record    RecordID
	DueBefore Date // due on an earlier day
	// After continues behind a paper of an earlier answer.
	AfterRank float64
	AfterID   string
	Limit     int // 0: no limit
}
