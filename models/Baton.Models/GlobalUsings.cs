// Baton.Platform is the seam: here it is the checker's side of it, in Platform/. The memory orders are the checker's own.
global using Baton.Platform;
global using Check = Baton.Checker.Check;
global using CheckedProgram = Baton.Checker.CheckedProgram;
global using MemoryOrder = Baton.Checker.MemoryOrder;
