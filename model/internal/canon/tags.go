package canon

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// lookupTag returns the value of a field's tag under the key model. The problem,
// when not empty, is that the tag is written such that Go does not find the key:
// reflect ignores a tag without quotes (model:durable), or with a space or a comma
// before the key, and the field would silently be lost in a crash.
func lookupTag(tag reflect.StructTag) (value string, tagged bool, problem string) {
	rest := strings.TrimLeft(string(tag), " ")
	for rest != "" {
		key, after, found := strings.Cut(rest, ":")
		quoted, err := strconv.QuotedPrefix(after)
		if !found || err != nil || !strings.HasPrefix(after, `"`) || strings.ContainsAny(key, " \"\t\n") {
			break
		}
		switch {
		case key == tagKey && tagged:
			return "", false, fmt.Sprintf("the tag %s has the key model twice", shown(tag))
		case key == tagKey:
			value, _ = strconv.Unquote(quoted)
			tagged = true
		case strings.EqualFold(strings.Trim(key, ",;"), tagKey):
			return "", false, malformed(tag)
		}
		rest = strings.TrimLeft(after[len(quoted):], " ")
	}
	for _, word := range []string{tagKey, tagDurable, tagConst} {
		if strings.Contains(strings.ToLower(rest), word) {
			return "", false, malformed(tag)
		}
	}
	return value, tagged, ""
}

func malformed(tag reflect.StructTag) string {
	return fmt.Sprintf("the tag %s is not written as Go reads tags; write model:%q or model:%q, with the quotes", shown(tag), tagDurable, tagConst)
}

// shown is a tag as it stands in a source file.
func shown(tag reflect.StructTag) string {
	if strconv.CanBackquote(string(tag)) {
		return "`" + string(tag) + "`"
	}
	return strconv.Quote(string(tag))
}
