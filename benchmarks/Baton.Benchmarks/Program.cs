// A second opinion on the uncontended paths, by the harness that .NET programmers trust, with allocations and machine
// code. Contended locks are not its business (its unit is the operation, not the caller): that is what `baton compare`
// is for. Run all of it with
//
//     dotnet run -c Release --project benchmarks/Baton.Benchmarks -- --filter '*'

using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
