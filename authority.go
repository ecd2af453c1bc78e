package quanyuan

import (
	"encoding/json"
	"slices"
	"strings"
)

// Authorities says whose word on a field goes before what others say of it
// (一数一源): for each field kinds of sources, the strongest first. A field
// without any goes by what was said last. What a named person confirmed or
// pinned goes before every source.
type Authorities [NumFields][]SourceKind

// UsualAuthorities are those of a register where nobody set others.
func UsualAuthorities() *Authorities {
	a := &Authorities{}
	for kind, fields := range map[SourceKind][]Field{
		Police:    {Name, Sex, BirthDate, IDNumber, Ethnic, HukouAddress, HukouNature, HukouStatus, Relation},
		Civil:     {Marital, DeathDate},
		Health:    {ChildBirth, ChildSex, ChildOrder},
		Community: {ResidenceAddress, ResidenceStatus, Phone},
	} {
		for _, f := range fields {
			a[f] = []SourceKind{kind}
		}
	}
	return a
}

// Rank is how strong the word of a kind of source is on a field: 0 where it is
// no authority, else the larger the stronger.
func (a *Authorities) Rank(k SourceKind, f Field) int {
	if a == nil {
		return 0
	}
	if at := slices.Index(a[f], k); at >= 0 {
		return len(a[f]) - at
	}
	return 0
}

// Fields are those for which a kind of source is an authority.
func (a *Authorities) Fields(k SourceKind) (out []Field) {
	for f := Field(0); f < NumFields; f++ {
		if a.Rank(k, f) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// Set says anew for a field, named by its key, whose word goes first: kinds of
// sources as people write them, the strongest first; none takes authority away.
func (a *Authorities) Set(key string, kinds []string) error {
	f, ok := FieldByKey(key)
	if !ok {
		return &Error{Kind: ErrInvalid, Key: "sources.field", Args: []any{key}}
	}
	a[f] = nil
	for _, name := range kinds {
		kind, ok := ParseSourceKind(strings.TrimSpace(name))
		if !ok || !kind.Known() {
			return &Error{Kind: ErrInvalid, Key: "source.unknown", Args: []any{name}}
		}
		a[f] = append(a[f], kind)
	}
	return nil
}

// Equal reports whether both say the same.
func (a *Authorities) Equal(b *Authorities) bool {
	for f := range a {
		if !slices.Equal(a[f], b[f]) {
			return false
		}
	}
	return true
}

// Check refuses a kind without a name, and one that stands twice at a field.
func (a *Authorities) Check() error {
	for f, kinds := range a {
		for i, k := range kinds {
			if k == "" || k == Register || slices.Contains(kinds[:i], k) {
				return &Error{Kind: ErrInvalid, Key: "sources.order", Args: []any{Field(f).Key(), string(k)}}
			}
		}
	}
	return nil
}

// MarshalJSON writes the fields that have an authority by their keys.
func (a Authorities) MarshalJSON() ([]byte, error) {
	out := map[string][]SourceKind{}
	for f, kinds := range a {
		if len(kinds) > 0 {
			out[Field(f).Key()] = kinds
		}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (a *Authorities) UnmarshalJSON(raw []byte) error {
	var in map[string][]SourceKind
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	*a = Authorities{}
	for key, kinds := range in {
		f, ok := FieldByKey(key)
		if !ok {
			return &Error{Kind: ErrInvalid, Key: "sources.field", Args: []any{key}}
		}
		a[f] = kinds
	}
	return a.Check()
}
