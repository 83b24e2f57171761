// The locking code says Baton.Platform everywhere and everywhere means the seam: in the checker's world the same
// namespace holds types of the same names that answer every call.
global using Baton.Platform;
