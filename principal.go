package quanyuan

import "strings"

// Scope is a set of subtrees of the divisions, each named by the 12-digit code
// of its root. The empty Scope holds nothing; queries without one find nothing.
type Scope []string

// Everywhere is the scope of the whole register.
var Everywhere = Scope{""}

// Subtree is the range of 12-digit codes below and including a division: its
// code without the zeros of the lower levels, then 0s to 9s. The empty code
// gives the whole range.
func Subtree(code string) (lo, hi string) {
	head := ""
	for _, n := range []int{12, 9, 6, 4, 2} {
		if len(code) >= n && strings.Trim(code[n:], "0") == "" {
			head = code[:n]
		}
	}
	return head + strings.Repeat("0", 12-len(head)), head + strings.Repeat("9", 12-len(head))
}

// Holds reports whether a division lies in the scope.
func (s Scope) Holds(code string) bool {
	for _, root := range s {
		if lo, hi := Subtree(root); lo <= code && code <= hi {
			return true
		}
	}
	return false
}

// Reaches reports whether one of the divisions lies in the scope. Who reaches
// everywhere also reaches what stands nowhere.
func (s Scope) Reaches(codes []string) bool {
	for _, root := range s {
		if root == "" {
			return true
		}
	}
	for _, code := range codes {
		if s.Holds(code) {
			return true
		}
	}
	return false
}

// Post is what a person may be in the register.
type Post string

// The posts. The three administrators are kept apart: no account has two of
// them, and none of them sees persons.
const (
	Clerk          Post = "clerk"     // 社区专干
	CommunityHead  Post = "head"      // 社区负责人
	TownOffice     Post = "town"      // 街道办
	DistrictOffice Post = "district"  // 区级
	CityOffice     Post = "city"      // 市级
	Submitter      Post = "submitter" // 部门报送人
	Surveyor       Post = "surveyor"  // 调查组
	Leader         Post = "leader"    // 领导
	Citizen        Post = "resident"  // 群众
	SystemAdmin    Post = "system"    // 系统管理员
	SecurityAdmin  Post = "security"  // 安全管理员
	AuditAdmin     Post = "audit"     // 审计管理员
	Operator       Post = "operator"  // whoever runs the program on the register's own machine
)

// Principal is who acts: a named person in a post, for a part of the city, for
// a purpose. Every use case takes one; rights are decided by it.
type Principal struct {
	Account  string `json:"account"` // name of the account; empty for the operator of the machine
	Name     string `json:"name"`    // the named person
	Post     Post   `json:"post"`
	Division string `json:"division,omitempty"` // root of what the post is for; empty: the whole city
	Person   Number `json:"person,omitempty"`   // a resident's own number
	Purpose  string `json:"purpose,omitempty"`  // why, where a right asks for it
	// Mandate is what a department or a survey may see persons for; it comes
	// with the post and is never what a request says.
	Mandate string `json:"mandate,omitempty"`
	// Only are the actions that a token was made for; nil: all of the post.
	Only []string `json:"only,omitempty"`
}

// Scope is the part of the city whose persons the principal may come to see:
// nothing for residents, who see themselves, for administrators, and for who
// has no post.
func (p Principal) Scope() Scope {
	switch p.Post {
	case Clerk, CommunityHead, TownOffice, DistrictOffice, CityOffice, Submitter, Surveyor, Leader, Operator:
		return Scope{p.Division}
	}
	return nil
}

// Local is the operator of the machine under the name of a person.
func Local(name string) Principal { return Principal{Name: name, Post: Operator} }
