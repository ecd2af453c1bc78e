package chinese_test

import (
	"testing"

	"quanyuan/link/chinese"
)

func TestCitizenIDPairs(t *testing.T) { goldenPairs(t, "citizen_ids.txt", chinese.CitizenID{}) }
func TestDatePairs(t *testing.T)      { goldenPairs(t, "dates.txt", chinese.Date{}) }
func TestPhonePairs(t *testing.T)     { goldenPairs(t, "phones.txt", chinese.Phone{}) }
func TestSurnamePairs(t *testing.T)   { goldenPairs(t, "surnames.txt", chinese.Surname{}) }
func TestGivenPairs(t *testing.T)     { goldenPairs(t, "givens.txt", chinese.Given{}) }
