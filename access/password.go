package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"quanyuan"
)

// Cost is what argon2id is asked for.
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// Usual is the least cost that OWASP recommends for argon2id, so that an old PC
// that serves a community can log people in. A hash of another cost than the
// register's is made anew when its owner logs in.
var Usual = Cost{Memory: 19 * 1024, Passes: 2, Threads: 1}

const (
	shortestPassword = 10  // characters
	longestPassword  = 256 // bytes
	saltSize         = 16
	hashSize         = 32
)

// Hash hashes a password with argon2id and a salt from random; the
// result names its parameters: $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
func (c Cost) Hash(password string, random io.Reader) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", err
	}
	return c.hash(password, salt), nil
}

func (c Cost) hash(password string, salt []byte) string {
	h := argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, c.Threads, hashSize)
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Passes, c.Threads, b.EncodeToString(salt), b.EncodeToString(h))
}

// Check reports whether a password is the one that was hashed; stale
// says that it should be hashed anew with this cost.
func (c Cost) Check(hash, password string) (ok, stale bool) {
	var version int
	var of Cost // this hash
	head, rest, _ := strings.Cut(strings.TrimPrefix(hash, "$argon2id$"), "$")
	params, rest, _ := strings.Cut(rest, "$")
	saltText, _, _ := strings.Cut(rest, "$")
	_, err := fmt.Sscanf(head, "v=%d", &version)
	_, err2 := fmt.Sscanf(params, "m=%d,t=%d,p=%d", &of.Memory, &of.Passes, &of.Threads)
	salt, err3 := base64.RawStdEncoding.DecodeString(saltText)
	const most = 1 << 20 // KiB: what stands in the file decides how much memory is asked for
	if err != nil || err2 != nil || err3 != nil || version != argon2.Version || len(password) > longestPassword ||
		of.Memory < 8 || of.Memory > most || of.Passes < 1 || of.Passes > 64 || of.Threads < 1 {
		c.Waste(password)
		return false, false
	}
	ok = subtle.ConstantTimeCompare([]byte(of.hash(password, salt)), []byte(hash)) == 1
	return ok, of != c
}

// Waste takes as long as Check, so that an account that is not
// there cannot be told from one that is.
func (c Cost) Waste(password string) {
	c.hash(password[:min(len(password), longestPassword)], make([]byte, saltSize))
}

// CheckNewPassword refuses a password that is easily guessed.
func CheckNewPassword(account, password string) error {
	bad := func(key string, args ...any) error {
		return &quanyuan.Error{Kind: quanyuan.ErrInvalid, Key: key, Args: args}
	}
	plain := strings.ToLower(password)
	different := map[rune]bool{}
	for _, r := range plain {
		different[r] = true
	}
	switch {
	case utf8.RuneCountInString(password) < shortestPassword:
		return bad("password.short", shortestPassword)
	case len(password) > longestPassword:
		return bad("password.long", longestPassword)
	case len(different) < 5, worst[plain], account != "" && strings.Contains(plain, strings.ToLower(account)), runs(plain):
		return bad("password.guessed")
	}
	return nil
}

// runs reports whether every character follows the one before it: 1234567890,
// zyxwvutsrq.
func runs(s string) bool {
	up, down := true, true
	rs := []rune(s)
	for i := 1; i < len(rs); i++ {
		step := rs[i] - rs[i-1]
		up, down = up && (step == 1 || rs[i-1] == '9' && rs[i] == '0'), down && (step == -1 || rs[i-1] == '0' && rs[i] == '9')
	}
	return up || down
}

// worst are passwords of ten characters and more that are tried first.
var worst = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`
		qwertyuiop asdfghjkl; qwerty12345 qwerty123456 q1w2e3r4t5 q1w2e3r4t5y6 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc zaq12wsxcde3 qazwsxedcrfv
		password12 password123 password1234 passw0rd123 p@ssw0rd123 p@ssword123 administrator admin12345 admin123456 root123456 test123456 user123456 welcome123
		iloveyou123 letmein1234 abc1234567 abc12345678 abcd123456 abcd12345678 a123456789 a1234567890 aa12345678 aa123456789 asd123456789 qq123456789 zxcvbnm123 zxcvbnm1234
		5201314520 1314520520 woaini1314 woaini520520 woaini1314520 woaini123456 wodemima123 nihao123456 zhang123456 wang123456 li123456789 liu123456789 chen123456
		quanyuan123 quanyuan1234 renkou123456 shequ123456 jiedao123456 jisheng123456 12345678910 123456789a 123456789q 1234567890a 0987654321 9876543210 1357924680 2468013579
		123123123123 123456123456 1qaz!qaz2wsx 1qaz@wsx3edc !qaz2wsx3edc qwer1234asdf asdf1234qwer 147258369147 159753159753 112233445566 11223344556 woshishui123`) {
		m[w] = true
	}
	return m
}()

// digest is how the secret of a ticket is kept: it is long and random, so that
// a fast hash does.
func digest(secret string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(secret))) }
