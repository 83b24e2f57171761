// The baton tool. Commands parse and present; what they measure lives in benchmarks/Baton.Measures, and the locks that
// they compare in benchmarks/Baton.Rivals.

using Baton.Cli;

return await Tool.RunAsync(args, Terminal.System());
