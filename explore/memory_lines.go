package explore

import "unsafe"

// allocLines returns n zeroed lines, and a function that gives them back.
func allocLines(n int) ([]line, func()) {
	words, free := allocWords(n * lineBytes / 8)
	return unsafe.Slice((*line)(unsafe.Pointer(unsafe.SliceData(words))), n), free
}
