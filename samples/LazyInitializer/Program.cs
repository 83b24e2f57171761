// Checks the lazy initialiser in all its variants, and shows what is wrong with each.

using Baton.Checker;
using LazyInitializer;

(string Name, LazyRules Rules)[] variants =
[
    ("broken: no order", LazyRules.Broken),
    ("half mended: release only", LazyRules.ReleasedOnly),
    ("half mended: acquire only", LazyRules.AcquiredOnly),
    ("broken: no second check", LazyRules.CheckedOnce),
    ("mended", LazyRules.Mended),
];

// One worker, so that the same execution is found first each time.
Checker checker = new(new CheckerOptions { Workers = 1 });
foreach ((string name, LazyRules rules) in variants)
{
    CheckResult result = checker.Run(() => new LazyProgram(rules));
    Console.WriteLine($"== {name}\n{TextReport.Of(result, width: 110)}");
}
