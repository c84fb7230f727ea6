package checks

// Sound is what holds of every diagnosis, for the tests outside the package.
var Sound = sound
