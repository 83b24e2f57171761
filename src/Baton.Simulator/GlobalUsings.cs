// The seam of the library says MemoryOrder and Deadline.
global using Baton.Platform;
