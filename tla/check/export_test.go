package check

// SetPlain switches all memos off, or on again.
func SetPlain(off bool) { plain = off }
