package file

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// textOf appends the canonical text of a value.
type textOf func(dst []byte, v parquet.Value) []byte

// texts says how values of a type are written, as a CSV export would have
// them: 2006-01-02, 2006-01-02 15:04:05, 15:04:05, 12.50, true. A timestamp of
// midnight is a date: that is how birth dates come out of data frames.
func texts(t parquet.Type) (textOf, error) {
	if l := t.LogicalType(); l != nil {
		switch l := l.Value.(type) {
		case *format.DateType:
			return func(dst []byte, v parquet.Value) []byte {
				return time.Unix(int64(v.Int32())*86400, 0).UTC().AppendFormat(dst, time.DateOnly)
			}, nil
		case *format.TimestampType:
			return timestamps(l.Unit)
		case *format.TimeType:
			return times(l.Unit, t.Kind())
		case *format.DecimalType:
			return decimals(int(l.Scale), t.Kind())
		case *format.IntType:
			if !l.IsSigned {
				return unsigned(t.Kind()), nil
			}
		case *format.UUIDType:
			return func(dst []byte, v parquet.Value) []byte {
				b := v.ByteArray()
				return fmt.Appendf(dst, "%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
			}, nil
		case *format.NullType:
			return func(dst []byte, _ parquet.Value) []byte { return dst }, nil
		case *format.StringType, *format.EnumType, *format.JsonType:
		default:
			return nil, fmt.Errorf("type %s is not known here", l)
		}
	}
	switch t.Kind() {
	case parquet.Boolean:
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendBool(dst, v.Boolean()) }, nil
	case parquet.Int32:
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendInt(dst, int64(v.Int32()), 10) }, nil
	case parquet.Int64:
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendInt(dst, v.Int64(), 10) }, nil
	case parquet.Int96:
		return legacyTimestamp, nil
	case parquet.Float:
		return func(dst []byte, v parquet.Value) []byte { return appendFloat(dst, float64(v.Float()), 32) }, nil
	case parquet.Double:
		return func(dst []byte, v parquet.Value) []byte { return appendFloat(dst, v.Double(), 64) }, nil
	default:
		return func(dst []byte, v parquet.Value) []byte { return append(dst, v.ByteArray()...) }, nil
	}
}

// appendFloat writes whole numbers without a point: a column of numbers with
// gaps comes out of data frames as floating point. NaN is missing.
func appendFloat(dst []byte, v float64, bits int) []byte {
	if math.IsNaN(v) {
		return dst
	}
	return strconv.AppendFloat(dst, v, 'f', -1, bits)
}

func unsigned(k parquet.Kind) textOf {
	if k == parquet.Int32 {
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendUint(dst, uint64(v.Uint32()), 10) }
	}
	return func(dst []byte, v parquet.Value) []byte { return strconv.AppendUint(dst, v.Uint64(), 10) }
}

// perSecond is how many units make a second.
func perSecond(u format.TimeUnit) (int64, error) {
	switch u.Value.(type) {
	case *format.MilliSeconds:
		return 1e3, nil
	case *format.MicroSeconds:
		return 1e6, nil
	case *format.NanoSeconds:
		return 1e9, nil
	}
	return 0, fmt.Errorf("time unit %s is not known here", &u)
}

func timestamps(u format.TimeUnit) (textOf, error) {
	per, err := perSecond(u)
	return func(dst []byte, v parquet.Value) []byte {
		n := v.Int64()
		s := n / per
		if n%per < 0 {
			s--
		}
		return appendTime(dst, time.Unix(s, (n-s*per)*(1e9/per)).UTC())
	}, err
}

// appendTime writes a point in time; midnight is left out.
func appendTime(dst []byte, t time.Time) []byte {
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 && t.Nanosecond() == 0 {
		return t.AppendFormat(dst, time.DateOnly)
	}
	return t.AppendFormat(dst, "2006-01-02 15:04:05.999999999")
}

func times(u format.TimeUnit, k parquet.Kind) (textOf, error) {
	per, err := perSecond(u)
	return func(dst []byte, v parquet.Value) []byte {
		n := int64(0)
		if k == parquet.Int32 {
			n = int64(v.Int32())
		} else {
			n = v.Int64()
		}
		return time.Unix(n/per, n%per*(1e9/per)).UTC().AppendFormat(dst, "15:04:05.999999999")
	}, err
}

// legacyTimestamp is the 12 bytes older programs write: nanoseconds of the day
// and the Julian day.
func legacyTimestamp(dst []byte, v parquet.Value) []byte {
	i := v.Int96()
	nanos := int64(uint64(i[1])<<32 | uint64(i[0]))
	const epoch = 2440588 // the Julian day of 1970-01-01
	return appendTime(dst, time.Unix((int64(i[2])-epoch)*86400, nanos).UTC())
}

func decimals(scale int, k parquet.Kind) (textOf, error) {
	if scale < 0 {
		return nil, fmt.Errorf("a decimal with scale %d is not known here", scale)
	}
	return func(dst []byte, v parquet.Value) []byte {
		var n *big.Int
		switch k {
		case parquet.Int32:
			n = big.NewInt(int64(v.Int32()))
		case parquet.Int64:
			n = big.NewInt(v.Int64())
		default:
			n = signed(v.ByteArray())
		}
		digits := new(big.Int).Abs(n).String()
		if len(digits) <= scale {
			digits = strings.Repeat("0", scale+1-len(digits)) + digits
		}
		if n.Sign() < 0 {
			dst = append(dst, '-')
		}
		dst = append(dst, digits[:len(digits)-scale]...)
		if scale > 0 {
			dst = append(append(dst, '.'), digits[len(digits)-scale:]...)
		}
		return dst
	}, nil
}

// signed reads big-endian two's complement.
func signed(b []byte) *big.Int {
	if len(b) == 8 {
		return big.NewInt(int64(binary.BigEndian.Uint64(b)))
	}
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n
}
