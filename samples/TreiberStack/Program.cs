// Checks the stack in all its variants, and shows what is wrong with each.

using Baton.Checker;
using TreiberStack;

(string Name, Func<CheckedProgram> Program)[] checks =
[
    ("broken order: content passed through the stack", () => new MessagePassing(StackRules.Unordered)),
    ("broken order: nodes used again", () => new NodeReuse(StackRules.Unordered)),
    ("no count of changes: nodes used again (ABA)", () => new NodeReuse(StackRules.Uncounted)),
    ("mended: content passed through the stack", () => new MessagePassing(StackRules.Mended)),
    ("mended: nodes used again", () => new NodeReuse(StackRules.Mended)),
];

// One worker, so that the same execution is found first each time.
Checker checker = new(new CheckerOptions { Workers = 1 });
foreach ((string name, Func<CheckedProgram> program) in checks)
{
    CheckResult result = checker.Run(program);
    Console.WriteLine($"== {name}\n{TextReport.Of(result, width: 110)}");
}
