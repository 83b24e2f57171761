// What the analyzers report: one descriptor a rule. docs/analyzers.md has a section for each, which is also the readme of
// the package, and so where the links in an editor lead.

using Microsoft.CodeAnalysis;

namespace Baton.Analyzers;

internal static class Rules
{
    private const string Locking = nameof(Locking);
    private const string Scheduling = nameof(Scheduling);
    private const string Readme = "https://www.nuget.org/packages/Baton.Analyzers#readme-body-tab";

    public static readonly DiagnosticDescriptor MonitorOnMutex = new(
        "BATON001",
        "The monitor of a mutex is another lock",
        "{0} takes the monitor of the object, not the {1}: nobody who enters the mutex is kept out",
        Locking,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The lock statement knows System.Threading.Lock and monitors. Every object has a monitor, also a mutex, and it excludes "
        + "only those who use the same monitor. Enter the mutex itself: using (mutex.EnterScope()) { … }.",
        Readme);

    public static readonly DiagnosticDescriptor UndisposedScope = new(
        "BATON002",
        "A scope is disposed on every path",
        "The scope that '{0}' returns is {1}, so the mutex stays entered",
        Locking,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A mutex is exited when its scope is disposed. A scope that is lost leaves the mutex entered for ever, and whoever "
        + "comes next waits for ever. Use a using statement or declaration.",
        Readme);

    public static readonly DiagnosticDescriptor UnawaitedEntry = new(
        "BATON003",
        "An async entry is awaited, once",
        "What '{0}' returns is {1}",
        Locking,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "An async entry queues for the mutex when it is called. If nobody awaits it, the mutex is entered sooner or later by "
        + "nobody, and stays so. It is a ValueTask, which is to be awaited once: it is reused afterwards for another caller.",
        Readme);

    public static readonly DiagnosticDescriptor HeldAcrossAwait = new(
        "BATON004",
        "A thread's entry does not outlast an await",
        "'{0}' is entered by this thread and still held at the '{1}' in line {2}, after which another thread may run",
        Locking,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Who enters with Enter, TryEnter or EnterScope is a thread, and only that thread can exit. After an await or a yield "
        + "return another thread may run, whose Exit throws; and while the method is suspended the thread that owns the mutex "
        + "does other work. Enter with EnterAsync, whose scope belongs to the caller and not to a thread.",
        Readme);

    public static readonly DiagnosticDescriptor BlockingFiber = new(
        "BATON005",
        "A fiber does not block its worker",
        "'{0}' blocks the worker that runs this fiber, and every fiber behind it; {1}",
        Scheduling,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A scheduler's worker runs one fiber at a time. A fiber that awaits makes room for others, and so does one that waits "
        + "for a mutex of Baton; one that blocks in the operating system keeps the worker, which the scheduler cannot see.",
        Readme);
}
