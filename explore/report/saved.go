package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/synod-go/synod/internal/numbers"
	"github.com/synod-go/synod/internal/quote"
)

// Saved is a report as JSON keeps it: all that a later run is compared with.
type Saved struct{ line }

// Saved returns what JSON keeps of the report.
func (r *Report) Saved() *Saved { return &Saved{*r.line()} }

// maxSaved is how large a file with a report may be.
const maxSaved = 64 << 20

// Read reads what a command wrote with -json: lines of progress, claims, and one
// result, or the result alone. What it reads may be any text.
func Read(r io.Reader) (*Saved, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxSaved+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxSaved {
		return nil, fmt.Errorf("it is larger than %s", numbers.Size(maxSaved))
	}
	var result json.RawMessage
	results := 0
	for d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))); ; {
		var value json.RawMessage
		if err := d.Decode(&value); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("it is not JSON from byte %s on; accepted is what a command writes with -json",
				numbers.Count(d.InputOffset()))
		}
		var head struct {
			Type string `json:"type"`
		}
		if err := json.Unmarshal(value, &head); err != nil {
			return nil, errors.New("it has JSON that is no line of a report; accepted is what a command writes with -json")
		}
		switch head.Type {
		case "progress", "claim", "protocol":
		case "result":
			result = value
			results++
		default:
			return nil, fmt.Errorf("it has a line of the type %s, which is no part of a report", quote.Quoted(cut(head.Type)))
		}
	}
	switch results {
	case 0:
		return nil, errors.New("it has no result, which is the last line of a run that came to its end")
	case 1:
		return savedOf(result)
	}
	return nil, fmt.Errorf("it has %d results; one is accepted", results)
}

// savedOf reads a result.
func savedOf(text json.RawMessage) (*Saved, error) {
	var refused struct {
		Version int    `json:"version"`
		Error   string `json:"error"`
	}
	if err := json.Unmarshal(text, &refused); err != nil {
		return nil, unread(err)
	}
	switch {
	case refused.Version != Version:
		return nil, fmt.Errorf("its version is %d; this program reads %d", refused.Version, Version)
	case refused.Error != "":
		return nil, fmt.Errorf("its run came to no result: %s", oneLine(cut(refused.Error)))
	}
	s := &Saved{line{conformanceLine: &conformanceLine{}, validationLine: &validationLine{}, claimsLine: &claimsLine{}}}
	if err := json.Unmarshal(text, &s.line); err != nil {
		return nil, unread(err)
	}
	if known := []string{Explore, Simulate, TLA, Conform, Validate, Claims}; !slices.Contains(known, s.Command) {
		return nil, fmt.Errorf("its command is %s; accepted are %s", quote.Quoted(cut(s.Command)), strings.Join(known, ", "))
	}
	if s.Command != Conform {
		s.conformanceLine = nil
	}
	if s.Command != Validate {
		s.validationLine = nil
	}
	if s.Command != Claims {
		s.claimsLine = nil
	}
	return s, nil
}

// unread says which field of a result is not what it should be.
func unread(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("its result is broken: %s cannot be a JSON %s", oneLine(cut(wrong.Field)), wrong.Value)
	}
	return fmt.Errorf("its result is broken: %s", oneLine(err.Error()))
}

// cut shortens a foreign text to what fits into a message.
func cut(s string) string { return quote.Cut(s, 200) }

// Subject names what the report is about. The directories of files do not matter.
func (s *Saved) Subject() string {
	words := []string{s.Command}
	for _, word := range []string{s.Protocol, base(s.Spec), base(s.Config)} {
		if word != "" {
			words = append(words, word)
		}
	}
	if s.validationLine != nil {
		words = append(words, base(s.File))
	}
	if s.Mutant != "" {
		words = append(words, "-mutant "+s.Mutant)
	}
	if s.Goal != "" {
		words = append(words, "with the goal "+s.Goal)
	}
	return oneLine(strings.Join(words, " "))
}

// base returns the last part of a path, of any system.
func base(path string) string {
	if path == "" {
		return ""
	}
	return filepath.Base(strings.ReplaceAll(path, `\`, "/"))
}
