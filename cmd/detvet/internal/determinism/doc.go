package determinism

const doc = `TODO`
